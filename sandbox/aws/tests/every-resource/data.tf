resource "aws_kms_key" "data" {
  description             = "data of ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

data "aws_iam_policy_document" "key" {
  statement {
    sid = "administrators"
    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
    actions   = ["kms:*"]
    resources = ["*"]
  }
  statement {
    sid = "logs"
    principals {
      type        = "Service"
      identifiers = ["logs.eu-north-1.amazonaws.com"]
    }
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    resources = ["*"]
  }
}

resource "aws_kms_alias" "data" {
  name          = "alias/${local.name}-data"
  target_key_id = aws_kms_key.data.key_id
}

data "aws_kms_alias" "found" {
  name = aws_kms_alias.data.name
}

data "aws_kms_key" "found" {
  key_id = aws_kms_alias.data.arn
}

resource "aws_s3_bucket" "data" {
  for_each = toset(["datasets", "checkpoints", "models", "access-logs"])
  bucket   = "${local.name}-${each.key}-111122223333-eu-north-1"
}

resource "aws_s3_bucket_public_access_block" "data" {
  for_each                = aws_s3_bucket.data
  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "data" {
  for_each = aws_s3_bucket.data
  bucket   = each.value.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  for_each = aws_s3_bucket.data
  bucket   = each.value.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "data" {
  for_each = aws_s3_bucket.data
  bucket   = each.value.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "data" {
  for_each   = aws_s3_bucket.data
  depends_on = [aws_s3_bucket_versioning.data]
  bucket     = each.value.id
  rule {
    id     = "tidy"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
  rule {
    id     = "staging"
    status = "Enabled"
    filter {
      prefix = "staging/"
    }
    expiration {
      days = 14
    }
  }
}

resource "aws_s3_bucket_logging" "data" {
  for_each      = toset(["datasets", "checkpoints", "models"])
  bucket        = aws_s3_bucket.data[each.key].id
  target_bucket = aws_s3_bucket.data["access-logs"].id
  target_prefix = "${each.key}/"
  depends_on    = [aws_s3_bucket_policy.data]
}

data "aws_iam_policy_document" "bucket" {
  for_each = aws_s3_bucket.data
  statement {
    sid    = "TlsOnly"
    effect = "Deny"
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    actions   = ["s3:*"]
    resources = [each.value.arn, "${each.value.arn}/*"]
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  dynamic "statement" {
    for_each = each.key == "access-logs" ? [each.value.arn] : []
    content {
      sid = "ServerAccessLogs"
      principals {
        type        = "Service"
        identifiers = ["logging.s3.amazonaws.com"]
      }
      actions   = ["s3:PutObject"]
      resources = ["${statement.value}/*"]
    }
  }
}

resource "aws_s3_bucket_policy" "data" {
  for_each = aws_s3_bucket.data
  bucket   = each.value.id
  policy   = data.aws_iam_policy_document.bucket[each.key].json
}

data "aws_s3_bucket" "datasets" {
  bucket = aws_s3_bucket.data["datasets"].id
}

resource "aws_s3_directory_bucket" "hot" {
  bucket = "${local.name}-hot--eun1-az1--x-s3"
  location {
    name = "eun1-az1"
  }
}

resource "aws_ecr_repository" "train" {
  name                 = "${local.name}/train"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.data.arn
  }
}

resource "aws_ecr_lifecycle_policy" "train" {
  repository = aws_ecr_repository.train.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "untagged images go after 30 days"
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 30 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_ecr_pull_through_cache_rule" "this" {
  for_each              = { quay = "quay.io", kubernetes = "registry.k8s.io" }
  ecr_repository_prefix = "${local.name}-${each.key}"
  upstream_registry_url = each.value
}

resource "aws_ecr_repository_creation_template" "this" {
  for_each             = aws_ecr_pull_through_cache_rule.this
  prefix               = each.value.ecr_repository_prefix
  applied_for          = ["PULL_THROUGH_CACHE"]
  custom_role_arn      = aws_iam_role.node.arn
  image_tag_mutability = "IMMUTABLE"
  resource_tags        = { owner = "ml" }
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.data.arn
  }
  lifecycle_policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 100 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_security_group" "lustre" {
  name        = "${local.name}-lustre"
  description = "Lustre clients"
  vpc_id      = aws_vpc.this.id
}

resource "aws_fsx_lustre_file_system" "scratch" {
  storage_capacity            = 4800
  subnet_ids                  = [aws_subnet.private[0].id]
  security_group_ids          = [aws_security_group.lustre.id, aws_security_group.efa.id]
  deployment_type             = "PERSISTENT_2"
  per_unit_storage_throughput = 1000
  efa_enabled                 = true
  data_compression_type       = "LZ4"
  kms_key_id                  = aws_kms_key.data.arn
  file_system_type_version    = "2.15"

  metadata_configuration {
    mode = "AUTOMATIC"
  }

  log_configuration {
    level       = "WARN_ERROR"
    destination = aws_cloudwatch_log_group.lustre.arn
  }

  tags = { Name = local.name }

  lifecycle {
    ignore_changes = [security_group_ids]
  }
}

resource "aws_cloudwatch_log_group" "lustre" {
  name              = "/aws/fsx/${local.name}"
  retention_in_days = 30
}

resource "aws_fsx_data_repository_association" "this" {
  for_each             = toset(["datasets", "checkpoints"])
  file_system_id       = aws_fsx_lustre_file_system.scratch.id
  file_system_path     = "/${each.key}"
  data_repository_path = "s3://${aws_s3_bucket.data[each.key].id}"
  s3 {
    auto_import_policy {
      events = ["NEW", "CHANGED", "DELETED"]
    }
    auto_export_policy {
      events = ["NEW", "CHANGED", "DELETED"]
    }
  }
}

resource "aws_kms_grant" "linker" {
  name              = "lustre"
  key_id            = aws_kms_key.data.arn
  grantee_principal = "arn:aws:iam::111122223333:role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/AWSServiceRoleForFSxS3Access_${aws_fsx_lustre_file_system.scratch.id}"
  operations        = ["Encrypt", "Decrypt", "GenerateDataKey", "DescribeKey"]
  depends_on        = [aws_fsx_data_repository_association.this]
}

resource "aws_ssm_parameter" "lustre" {
  name  = "/${local.name}/lustre"
  type  = "String"
  value = jsonencode({ id = aws_fsx_lustre_file_system.scratch.id, dnsName = aws_fsx_lustre_file_system.scratch.dns_name })
}
