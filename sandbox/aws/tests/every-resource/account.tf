resource "aws_sns_topic" "alarms" {
  name              = "${local.name}-alarms"
  kms_master_key_id = aws_kms_key.data.arn
}

resource "aws_sns_topic_subscription" "owner" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = "ml-platform@acme.example"
}

resource "aws_budgets_budget" "this" {
  name         = local.name
  budget_type  = "COST"
  limit_amount = "60000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  cost_filter {
    name   = "TagKeyValue"
    values = ["user:gpu.platform/platform$${local.name}"]
  }

  dynamic "notification" {
    for_each = [50, 80, 100]
    content {
      comparison_operator        = "GREATER_THAN"
      notification_type          = "ACTUAL"
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = ["ml-platform@acme.example"]
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "dx" {
  alarm_name          = "${local.name}-direct-connect"
  namespace           = "AWS/DX"
  metric_name         = "ConnectionState"
  dimensions          = { ConnectionId = "dxcon-fg5678gh" }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 3
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_log_metric_filter" "not_ready" {
  name           = "${local.name}-node-not-ready"
  log_group_name = aws_cloudwatch_log_group.cluster.name
  pattern        = "{ $.objectRef.resource = \"nodes\" }"
  metric_transformation {
    name      = "NodeNotReady"
    namespace = "emulated"
    value     = "1"
  }
}

resource "aws_rolesanywhere_trust_anchor" "site" {
  name    = "${local.name}-site"
  enabled = true
  source {
    source_type = "CERTIFICATE_BUNDLE"
    source_data {
      x509_certificate_data = file("${path.module}/ca.pem")
    }
  }
}

data "aws_iam_policy_document" "on_prem" {
  statement {
    principals {
      type        = "Service"
      identifiers = ["rolesanywhere.amazonaws.com"]
    }
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_rolesanywhere_trust_anchor.site.arn]
    }
  }
}

resource "aws_iam_role" "copies" {
  name               = "${local.name}-copies"
  assume_role_policy = data.aws_iam_policy_document.on_prem.json
}

resource "aws_rolesanywhere_profile" "copies" {
  name             = "${local.name}-copies"
  enabled          = true
  role_arns        = [aws_iam_role.copies.arn]
  duration_seconds = 3600
}
