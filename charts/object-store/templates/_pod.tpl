{{- define "object-store.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
seccompProfile:
  type: RuntimeDefault
{{- end }}
{{- define "object-store.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
{{- define "object-store.script" -}}
{{- get (dict "iam" "identities.sh" "ownIam" "identities.sh" "administrator" "secrets.sh" "rook" "rook.sh") .Values.identities.from -}}
{{- end }}
{{- define "object-store.identities" -}}
{{- $name := printf "%s-identities" .Release.Name }}
{{- $script := include "object-store.script" . }}
template:
  metadata:
    labels:
      app.kubernetes.io/name: {{ $name }}
    annotations: {{ toJson .Values.annotations }}
  spec:
    restartPolicy: Never
    serviceAccountName: {{ $name }}
    enableServiceLinks: false
    securityContext: {{ include "object-store.podSecurity" . | nindent 6 }}
    containers:
      - name: identities
        image: {{ quote .Values.identities.image }}
        command: [sh, /scripts/{{ $script }}]
        workingDir: /scratch
        env:
          - { name: HOME, value: /scratch }
          {{- if eq .Values.identities.from "rook" }}
          - { name: ROOK_NAMESPACE, value: {{ quote .Values.claims.namespace }} }
          - { name: ROOK_STORE, value: {{ quote .Values.claims.store }} }
          {{- else if ne .Values.identities.from "administrator" }}
          - { name: PLATFORM, value: {{ quote .Values.identities.platform }} }
          - { name: STORE_ENDPOINT, value: {{ quote .Values.endpoint }} }
          - { name: STORE_REGION, value: {{ quote .Values.region }} }
          - { name: ADMIN_NAMESPACE, value: {{ quote .Release.Namespace }} }
          - { name: ADMIN_SECRET, value: {{ quote .Values.credentialsSecret }} }
          - { name: MAKE_ADMIN, value: {{ eq .Values.identities.from "ownIam" | quote }} }
          {{- end }}
        terminationMessagePolicy: FallbackToLogsOnError
        resources:
          requests: { cpu: 50m, memory: 128Mi }
          limits: { memory: 128Mi }
        securityContext: {{ include "object-store.security" . | nindent 10 }}
        volumeMounts:
          - name: work
            mountPath: /scratch
          - name: scripts
            mountPath: /scripts
            readOnly: true
          - name: identities
            mountPath: /identities
            readOnly: true
    volumes:
      # keys pass through files that no disk holds.
      - name: work
        emptyDir:
          medium: Memory
          sizeLimit: 16Mi
      - name: scripts
        configMap:
          name: {{ $name }}-scripts
      - name: identities
        configMap:
          name: {{ $name }}
{{- end }}
