{{- define "burst-credential.labels" -}}
app.kubernetes.io/name: burst-credential
gpu.platform/aws: "true"
{{- end }}
{{- define "burst-credential.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
{{- define "burst-credential.job" -}}
backoffLimit: {{ .Values.retries }}
activeDeadlineSeconds: 900
template:
  metadata:
    labels: {{ include "burst-credential.labels" . | nindent 6 }}
    annotations: {{ toJson .Values.annotations }}
  spec:
    restartPolicy: Never
    serviceAccountName: {{ .Values.name }}
    securityContext:
      runAsNonRoot: true
      runAsUser: 1000
      runAsGroup: 1000
      fsGroup: 1000
      seccompProfile:
        type: RuntimeDefault
    initContainers:
      - name: identity
        image: {{ quote .Values.images.identity }}
        command: [aws_signing_helper]
        args:
          - update
          - --once
          - --certificate=/certificate/tls.crt
          - --private-key=/certificate/tls.key
          - --trust-anchor-arn=$(TRUST_ANCHOR_ARN)
          - --profile-arn=$(PROFILE_ARN)
          - --role-arn=$(ROLE_ARN)
        env:
          - name: HOME
            value: /credential
          - name: AWS_SHARED_CREDENTIALS_FILE
            value: /credential/credentials
          - name: AWS_REGION
            value: {{ quote .Values.region }}
        envFrom:
          - configMapRef:
              name: {{ .Values.identity }}
        resources:
          requests:
            cpu: 100m
            memory: 256Mi
          limits:
            memory: 256Mi
        securityContext: {{ include "burst-credential.security" . | nindent 10 }}
        volumeMounts:
          - name: credential
            mountPath: /credential
          - name: certificate
            mountPath: /certificate
            readOnly: true
    containers:
      - name: renew
        image: {{ quote .Values.images.renew }}
        command: [sh, /scripts/renew.sh]
        env:
          - name: HOME
            value: /credential
          - name: AWS_SHARED_CREDENTIALS_FILE
            value: /credential/credentials
          - name: AWS_REGION
            value: {{ quote .Values.region }}
          - name: BURST_CLUSTER
            value: {{ quote .Values.cluster.name }}
          - name: BURST_ENDPOINT
            value: {{ quote .Values.cluster.endpoint }}
          - name: BURST_CA
            value: {{ quote .Values.cluster.certificateAuthority }}
          - name: BURST_NAMESPACE
            value: {{ quote .Values.account.namespace }}
          - name: BURST_ACCOUNT
            value: {{ quote .Values.account.name }}
          - name: TOKEN_SECONDS
            value: {{ quote .Values.tokenSeconds }}
          - name: SECRET_NAMESPACE
            value: {{ quote .Values.secret.namespace }}
          - name: SECRET_NAME
            value: {{ quote .Values.secret.name }}
        resources:
          requests:
            cpu: 100m
            memory: 256Mi
          limits:
            memory: 256Mi
        securityContext: {{ include "burst-credential.security" . | nindent 10 }}
        volumeMounts:
          - name: credential
            mountPath: /credential
          - name: scripts
            mountPath: /scripts
            readOnly: true
    volumes:
      - name: credential
        emptyDir:
          medium: Memory
      - name: certificate
        secret:
          secretName: {{ .Values.certificateSecret }}
          defaultMode: 0440
      - name: scripts
        configMap:
          name: {{ .Values.name }}
{{- end }}
