{{- define "copies.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
{{- /* A Job's spec: root, direction, script, the variables of its own, and the model where it is for one. */}}
{{- define "copies.job" -}}
backoffLimit: 20
template:
  metadata:
    labels:
      app.kubernetes.io/name: {{ .root.Release.Name }}
      {{- with .model }}
      gpu.platform/model: {{ quote . }}
      {{- end }}
    annotations: {{ toJson .root.Values.annotations }}
  spec:
    restartPolicy: Never
    automountServiceAccountToken: false
    enableServiceLinks: false
    securityContext:
      runAsNonRoot: true
      runAsUser: 1000
      runAsGroup: 1000
      fsGroup: 1000
      seccompProfile:
        type: RuntimeDefault
    initContainers:
      # Beside the copy as long as it takes: it answers like an instance's metadata, with credentials that are always fresh.
      - name: identity
        image: {{ quote .root.Values.images.identity }}
        restartPolicy: Always
        command: [aws_signing_helper]
        args:
          - serve
          - --port=$(CREDENTIALS_PORT)
          - --certificate=/certificate/tls.crt
          - --private-key=/certificate/tls.key
          - --trust-anchor-arn=$(TRUST_ANCHOR_ARN)
          - --profile-arn=$(PROFILE_ARN)
          - --role-arn=$(ROLE_ARN)
        env:
          - { name: CREDENTIALS_PORT, value: "9911" }
        envFrom:
          - configMapRef:
              name: {{ index .root.Values.identities .direction | quote }}
        resources:
          requests: { cpu: 50m, memory: 64Mi }
          limits: { memory: 64Mi }
        securityContext: {{ include "copies.security" . | nindent 10 }}
        volumeMounts:
          - name: certificate
            mountPath: /certificate
            readOnly: true
    containers:
      - name: copy
        image: {{ quote .root.Values.images.copy }}
        command: [sh, {{ printf "/scripts/%s.sh" .script }}]
        env:
          - { name: HOME, value: /scratch }
          - { name: CREDENTIALS_PORT, value: "9911" }
          - { name: AWS_EC2_METADATA_SERVICE_ENDPOINT, value: "http://127.0.0.1:$(CREDENTIALS_PORT)/" }
          # all of its settings are variables.
          - { name: RCLONE_CONFIG, value: /dev/null }
          - { name: RCLONE_BWLIMIT, value: {{ quote .root.Values.bandwidthLimit }} }
          {{- range $side, $store := .root.Values.stores }}
          {{- range $name, $value := $store.settings }}
          - name: {{ printf "RCLONE_CONFIG_%s_%s" (upper $side) $name }}
            value: {{ quote $value }}
          {{- end }}
          {{- with $store.endpointKey }}
          # AWS alone knows it: the pod waits until it is there, so that nothing takes another way.
          - name: {{ printf "RCLONE_CONFIG_%s_ENDPOINT" (upper $side) }}
            valueFrom:
              configMapKeyRef:
                name: {{ index $.root.Values.identities $.direction | quote }}
                key: {{ quote . }}
          {{- end }}
          {{- with $store.credentialsSecret }}
          {{- range $key := list "ACCESS_KEY_ID" "SECRET_ACCESS_KEY" }}
          - name: {{ printf "RCLONE_CONFIG_%s_%s" (upper $side) $key }}
            valueFrom:
              secretKeyRef:
                name: {{ quote $store.credentialsSecret }}
                key: {{ printf "AWS_%s" $key }}
          {{- end }}
          {{- end }}
          {{- end }}
          {{- range $name, $value := .variables }}
          - { name: {{ $name }}, value: {{ quote $value }} }
          {{- end }}
        terminationMessagePolicy: FallbackToLogsOnError
        resources:
          requests: { cpu: 500m, memory: 1Gi }
          limits: { memory: 1Gi }
        securityContext: {{ include "copies.security" . | nindent 10 }}
        volumeMounts:
          - name: work
            mountPath: /scratch
          - name: scripts
            mountPath: /scripts
            readOnly: true
    volumes:
      - name: work
        emptyDir: {}
      - name: certificate
        secret:
          secretName: {{ index .root.Values.certificateSecrets .direction | quote }}
          defaultMode: 0440
      - name: scripts
        configMap:
          name: {{ .root.Release.Name }}
{{- end }}
