resource "aws_vpn_gateway" "this" {
  vpc_id          = aws_vpc.this.id
  amazon_side_asn = 64512
  tags            = { Name = local.name }
}

resource "aws_vpn_gateway_route_propagation" "private" {
  count          = 2
  vpn_gateway_id = aws_vpn_gateway.this.id
  route_table_id = aws_route_table.private[count.index].id
}

resource "aws_customer_gateway" "peer" {
  for_each   = { "198.51.100.7" = 65010, "198.51.100.8" = 65010 }
  ip_address = each.key
  bgp_asn    = each.value
  type       = "ipsec.1"
  tags       = { Name = "${local.name}-${each.key}" }
}

resource "aws_cloudwatch_log_group" "vpn" {
  name              = "/${local.name}/vpn"
  retention_in_days = 365
}

resource "aws_vpn_connection" "peer" {
  for_each            = aws_customer_gateway.peer
  customer_gateway_id = each.value.id
  vpn_gateway_id      = aws_vpn_gateway.this.id
  type                = "ipsec.1"
  static_routes_only  = false

  preshared_key_storage = "SecretsManager"

  tunnel1_ike_versions                    = ["ikev2"]
  tunnel1_phase1_dh_group_numbers         = [20]
  tunnel1_phase1_encryption_algorithms    = ["AES256-GCM-16"]
  tunnel1_phase1_integrity_algorithms     = ["SHA2-384"]
  tunnel1_phase2_dh_group_numbers         = [20]
  tunnel1_phase2_encryption_algorithms    = ["AES256-GCM-16"]
  tunnel1_phase2_integrity_algorithms     = ["SHA2-384"]
  tunnel1_dpd_timeout_action              = "restart"
  tunnel1_startup_action                  = "start"
  tunnel1_enable_tunnel_lifecycle_control = true

  tunnel1_log_options {
    cloudwatch_log_options {
      log_enabled       = true
      log_group_arn     = aws_cloudwatch_log_group.vpn.arn
      log_output_format = "json"
    }
  }

  tunnel2_ike_versions                    = ["ikev2"]
  tunnel2_phase1_dh_group_numbers         = [20]
  tunnel2_phase1_encryption_algorithms    = ["AES256-GCM-16"]
  tunnel2_phase1_integrity_algorithms     = ["SHA2-384"]
  tunnel2_phase2_dh_group_numbers         = [20]
  tunnel2_phase2_encryption_algorithms    = ["AES256-GCM-16"]
  tunnel2_phase2_integrity_algorithms     = ["SHA2-384"]
  tunnel2_dpd_timeout_action              = "restart"
  tunnel2_startup_action                  = "start"
  tunnel2_enable_tunnel_lifecycle_control = true

  tunnel2_log_options {
    cloudwatch_log_options {
      log_enabled       = true
      log_group_arn     = aws_cloudwatch_log_group.vpn.arn
      log_output_format = "json"
    }
  }

  tags = { Name = "${local.name}-${each.key}" }
}

resource "aws_cloudwatch_metric_alarm" "tunnel" {
  for_each            = aws_vpn_connection.peer
  alarm_name          = "${local.name}-tunnel-${each.key}"
  namespace           = "AWS/VPN"
  metric_name         = "TunnelState"
  dimensions          = { VpnId = each.value.id, TunnelIpAddress = each.value.tunnel1_address }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 3
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_dx_gateway" "this" {
  name            = local.name
  amazon_side_asn = "64513"
}

resource "aws_dx_private_virtual_interface" "this" {
  connection_id  = "dxcon-fg5678gh"
  name           = local.name
  vlan           = 310
  address_family = "ipv4"
  bgp_asn        = 65010
  mtu            = 9001
  dx_gateway_id  = aws_dx_gateway.this.id
}

resource "aws_dx_gateway_association" "this" {
  dx_gateway_id         = aws_dx_gateway.this.id
  associated_gateway_id = aws_vpn_gateway.this.id
}

data "aws_dx_connection" "this" {
  name = "on-prem"
}
