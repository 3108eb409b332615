locals {
  kueue = yamlencode({
    apiVersion     = "config.kueue.x-k8s.io/v1beta2"
    kind           = "Configuration"
    health         = { healthProbeBindAddress = ":8081" }
    metrics        = { bindAddress = ":8443" }
    webhook        = { port = 9443 }
    leaderElection = { leaderElect = true, resourceName = "c1f6bfd2.kueue.x-k8s.io" }
    integrations   = { frameworks = ["batch/job", "jobset.x-k8s.io/jobset"] }
    resources      = { quotaCheckStrategy = "IgnoreUndeclared" }
  })
}

resource "helm_release" "jobset_onprem" {
  provider         = helm.onprem
  name             = "jobset"
  namespace        = "jobset-system"
  create_namespace = true
  chart            = var.charts["jobset"]
  wait             = true
}

resource "helm_release" "kueue_onprem" {
  provider         = helm.onprem
  name             = "kueue"
  namespace        = "kueue-system"
  create_namespace = true
  chart            = var.charts["kueue"]
  wait             = true
  values           = [yamlencode({ managerConfig = { controllerManagerConfigYaml = local.kueue } })]
  depends_on       = [helm_release.jobset_onprem]
}

resource "helm_release" "jobset_cloud" {
  provider         = helm.cloud
  name             = "jobset"
  namespace        = "jobset-system"
  create_namespace = true
  chart            = var.charts["jobset"]
  wait             = true
}

resource "helm_release" "kueue_cloud" {
  provider         = helm.cloud
  name             = "kueue"
  namespace        = "kueue-system"
  create_namespace = true
  chart            = var.charts["kueue"]
  wait             = true
  values           = [yamlencode({ managerConfig = { controllerManagerConfigYaml = local.kueue } })]
  depends_on       = [helm_release.jobset_cloud]
}
