using './main.bicep'

// Development: pay by use, one zone, public endpoints behind identities, payments that move no money.

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'ktravel-dev')
param environmentType = 'dev'
param location = readEnvironmentVariable('AZURE_LOCATION', 'koreacentral')
param apiHost = readEnvironmentVariable('KTRAVEL_API_HOST', '')
param webHost = readEnvironmentVariable('KTRAVEL_WEB_HOST', '')
param apiCertificateSecretUri = readEnvironmentVariable('KTRAVEL_API_CERTIFICATE', '')
param gatewayAudience = readEnvironmentVariable('KTRAVEL_GATEWAY_AUDIENCE', '')
param publisherName = 'Kt-ravel'
param publisherEmail = readEnvironmentVariable('KTRAVEL_OPERATOR_EMAIL', 'operator@example.com')
param alertEmail = readEnvironmentVariable('KTRAVEL_OPERATOR_EMAIL', 'operator@example.com')
param privateNetworking = false
param zoneRedundant = false
param cosmosServerless = true
param cosmosBackup = 'Continuous7Days'
param retentionDays = 30
param signIn = {
  adapter: readEnvironmentVariable('KTRAVEL_SIGN_IN', 'oidc')
  googleClientId: readEnvironmentVariable('KTRAVEL_GOOGLE_CLIENT_ID', '')
  naverClientId: readEnvironmentVariable('KTRAVEL_NAVER_CLIENT_ID', '')
  entraAuthority: readEnvironmentVariable('KTRAVEL_ENTRA_AUTHORITY', '')
  entraClientId: readEnvironmentVariable('KTRAVEL_ENTRA_CLIENT_ID', '')
}
param payments = {
  provider: 'sandbox'
  tossClientKey: ''
}
param model = {
  name: readEnvironmentVariable('KTRAVEL_AI_MODEL', '')
  version: readEnvironmentVariable('KTRAVEL_AI_MODEL_VERSION', '')
  thousandTokensPerMinute: 10
}
param scale = {
  member: { alwaysReady: 0, maximumInstances: 40, memoryMB: 512, httpConcurrency: 16 }
  token: { alwaysReady: 0, maximumInstances: 40, memoryMB: 512, httpConcurrency: 16 }
  plan: { alwaysReady: 0, maximumInstances: 40, memoryMB: 512, httpConcurrency: 16 }
  recommendation: { alwaysReady: 0, maximumInstances: 40, memoryMB: 512, httpConcurrency: 16 }
  follow: { alwaysReady: 0, maximumInstances: 40, memoryMB: 512, httpConcurrency: 16 }
  like: { alwaysReady: 0, maximumInstances: 40, memoryMB: 512, httpConcurrency: 16 }
  notification: { alwaysReady: 0, maximumInstances: 40, memoryMB: 512, httpConcurrency: 16 }
}
