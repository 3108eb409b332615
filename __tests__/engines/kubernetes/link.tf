resource "kubernetes_namespace_v1" "team_onprem" {
  provider = kubernetes.onprem
  metadata { name = "team" }
}

resource "kubernetes_namespace_v1" "team_cloud" {
  provider = kubernetes.cloud
  metadata { name = "team" }
}

resource "kubernetes_service_account_v1" "burst" {
  provider = kubernetes.cloud
  metadata {
    name      = "burst"
    namespace = "kueue-system"
  }
  depends_on = [helm_release.kueue_cloud]
}

resource "kubernetes_cluster_role_v1" "burst" {
  provider = kubernetes.cloud
  metadata { name = "burst" }
  rule {
    api_groups = ["batch", "jobset.x-k8s.io"]
    resources  = ["jobs", "jobsets"]
    verbs      = ["create", "delete", "get", "list", "watch"]
  }
  rule {
    api_groups = ["batch", "jobset.x-k8s.io"]
    resources  = ["jobs/status", "jobsets/status"]
    verbs      = ["get"]
  }
  rule {
    api_groups = ["kueue.x-k8s.io"]
    resources  = ["workloads", "workloads/status"]
    verbs      = ["create", "delete", "get", "list", "watch", "patch", "update"]
  }
}

resource "kubernetes_cluster_role_binding_v1" "burst" {
  provider = kubernetes.cloud
  metadata { name = "burst" }
  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = kubernetes_cluster_role_v1.burst.metadata[0].name
  }
  subject {
    kind      = "ServiceAccount"
    name      = kubernetes_service_account_v1.burst.metadata[0].name
    namespace = "kueue-system"
  }
}

resource "kubernetes_secret_v1" "token" {
  provider = kubernetes.cloud
  metadata {
    name        = "burst-token"
    namespace   = "kueue-system"
    annotations = { "kubernetes.io/service-account.name" = kubernetes_service_account_v1.burst.metadata[0].name }
  }
  type                           = "kubernetes.io/service-account-token"
  wait_for_service_account_token = true
}

resource "kubernetes_secret_v1" "kubeconfig" {
  provider = kubernetes.onprem
  metadata {
    name      = "cloud-kubeconfig"
    namespace = "kueue-system"
  }
  data_wo_revision = 1
  data_wo = {
    kubeconfig = yamlencode({
      apiVersion      = "v1"
      kind            = "Config"
      current-context = "cloud"
      clusters = [{
        name = "cloud"
        cluster = {
          server                       = "https://127.0.0.1:${var.link_port}"
          "certificate-authority-data" = base64encode(kubernetes_secret_v1.token.data["ca.crt"])
        }
      }]
      users    = [{ name = "burst", user = { token = kubernetes_secret_v1.token.data["token"] } }]
      contexts = [{ name = "cloud", context = { cluster = "cloud", user = "burst" } }]
    })
  }
  depends_on = [helm_release.kueue_onprem]
}

resource "helm_release" "queues_cloud" {
  provider   = helm.cloud
  name       = "queues"
  namespace  = "kueue-system"
  chart      = "${path.module}/queues"
  values     = [yamlencode({ sends = false })]
  depends_on = [helm_release.kueue_cloud, kubernetes_namespace_v1.team_cloud]
}

resource "helm_release" "queues_onprem" {
  provider   = helm.onprem
  name       = "queues"
  namespace  = "kueue-system"
  chart      = "${path.module}/queues"
  values     = [yamlencode({ sends = true })]
  depends_on = [helm_release.kueue_onprem, kubernetes_namespace_v1.team_onprem, kubernetes_secret_v1.kubeconfig]
}
