using './main.bicep'

// Production: private network, zones, provisioned throughput, real payments.

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'ktravel-prod')
param environmentType = 'prod'
param location = readEnvironmentVariable('AZURE_LOCATION', 'koreacentral')
param apiHost = readEnvironmentVariable('KTRAVEL_API_HOST', 'api.example.com')
param webHost = readEnvironmentVariable('KTRAVEL_WEB_HOST', 'app.example.com')
param apiCertificateSecretUri = readEnvironmentVariable('KTRAVEL_API_CERTIFICATE', '')
param gatewayAudience = readEnvironmentVariable('KTRAVEL_GATEWAY_AUDIENCE', '')
param publisherName = 'Kt-ravel'
param publisherEmail = readEnvironmentVariable('KTRAVEL_OPERATOR_EMAIL', 'operator@example.com')
param alertEmail = readEnvironmentVariable('KTRAVEL_OPERATOR_EMAIL', 'operator@example.com')
param privateNetworking = true
param zoneRedundant = true
param cosmosServerless = false
param cosmosAutoscaleMax = 1000
param cosmosAutoscaleMaxOf = {
  plans: 4000
  'plan-feed': 4000
  notifications: 4000
  'notification-audience': 4000
}
param cosmosBackup = 'Continuous30Days'
param retentionDays = 90
param signIn = {
  adapter: readEnvironmentVariable('KTRAVEL_SIGN_IN', 'oidc')
  googleClientId: readEnvironmentVariable('KTRAVEL_GOOGLE_CLIENT_ID', '')
  naverClientId: readEnvironmentVariable('KTRAVEL_NAVER_CLIENT_ID', '')
  entraAuthority: readEnvironmentVariable('KTRAVEL_ENTRA_AUTHORITY', '')
  entraClientId: readEnvironmentVariable('KTRAVEL_ENTRA_CLIENT_ID', '')
}
param payments = {
  provider: 'toss'
  tossClientKey: readEnvironmentVariable('KTRAVEL_TOSS_CLIENT_KEY', '')
}
param model = {
  name: readEnvironmentVariable('KTRAVEL_AI_MODEL', '')
  version: readEnvironmentVariable('KTRAVEL_AI_MODEL_VERSION', '')
  thousandTokensPerMinute: 100
}
// What people wait for is kept warm; the two that aim highest have two instances, so that one may be replaced.
param scale = {
  member: { alwaysReady: 2, maximumInstances: 100, memoryMB: 2048, httpConcurrency: 32 }
  token: { alwaysReady: 1, maximumInstances: 100, memoryMB: 2048, httpConcurrency: 32 }
  plan: { alwaysReady: 2, maximumInstances: 200, memoryMB: 2048, httpConcurrency: 32 }
  recommendation: { alwaysReady: 0, maximumInstances: 100, memoryMB: 2048, httpConcurrency: 32 }
  follow: { alwaysReady: 1, maximumInstances: 100, memoryMB: 2048, httpConcurrency: 32 }
  like: { alwaysReady: 1, maximumInstances: 100, memoryMB: 2048, httpConcurrency: 32 }
  notification: { alwaysReady: 1, maximumInstances: 100, memoryMB: 2048, httpConcurrency: 32 }
}
