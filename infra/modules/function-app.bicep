// The function app of one context: Flex Consumption, Python 3.13, with an identity of its own and no key to anything. Its
// settings are here, in one place: what the host reads, what every context reads, what one context reads. What is left to
// its default is listed, with why, in tests/infra/test_settings.py.

@description('member, token, plan ...: azd finds the app by it, and it is what KTRAVEL_CONTEXTS says.')
param context string
param name string
param location string
param tags object

@allowed(['dev', 'prod'])
param environmentType string

param identityId string
param identityClientId string

@description('The gateway: the only one who is let in, with a token for gatewayAudience.')
param gatewayClientId string
param gatewayPrincipalId string
param gatewayAudience string

param packagesUrl string
param blobEndpoint string
param insightsConnectionString string
param cosmosEndpoint string
param serviceBusHost string

@description('Of this context\'s secrets, with a slash at the end; empty where it has none.')
param vaultUri string

@description('https://api.example.com')
param apiUrl string

@description('https://app.example.com')
param webUrl string

@description('adapter, googleClientId, naverClientId, entraAuthority, entraClientId; what is not used is empty.')
param signIn object

@description('provider, tossClientKey.')
param payments object

@description('adapter, model, endpoint.')
param ai object

@description('Instances kept warm for HTTP, the most there may be, memory of each in MB, and requests each takes at once.')
param scale object

@description('Subnet the app goes out through; empty without private networking, and then it may be reached from outside.')
param subnetId string

var host = {
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
}

var shared = {
  KTRAVEL_ENVIRONMENT: environmentType
  KTRAVEL_CONTEXTS: context
  KTRAVEL_STORE: 'cosmos'
  KTRAVEL_BUS: 'servicebus'
  KTRAVEL_API_URL: apiUrl
  KTRAVEL_WEB_URL: webUrl
  KTRAVEL_COSMOS__accountEndpoint: cosmosEndpoint
  KTRAVEL_COSMOS__credential: 'managedidentity'
  KTRAVEL_COSMOS__clientId: identityClientId
  KTRAVEL_SERVICEBUS__fullyQualifiedNamespace: serviceBusHost
  KTRAVEL_SERVICEBUS__credential: 'managedidentity'
  KTRAVEL_SERVICEBUS__clientId: identityClientId
}

var own = {
  member: {
    KTRAVEL_SIGN_IN: signIn.adapter
    KTRAVEL_GOOGLE_CLIENT_ID: signIn.googleClientId
    KTRAVEL_GOOGLE_CLIENT_SECRET: empty(signIn.googleClientId) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/google-client-secret)'
    KTRAVEL_NAVER_CLIENT_ID: signIn.naverClientId
    KTRAVEL_NAVER_CLIENT_SECRET: empty(signIn.naverClientId) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/naver-client-secret)'
    KTRAVEL_ENTRA_AUTHORITY: signIn.entraAuthority
    KTRAVEL_ENTRA_CLIENT_ID: signIn.entraClientId
    KTRAVEL_ENTRA_CLIENT_SECRET: empty(signIn.entraClientId) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/entra-client-secret)'
    KTRAVEL_KEY_VAULT_URL: vaultUri
    KTRAVEL_KEY_VAULT_CLIENT_ID: identityClientId
  }
  token: {
    KTRAVEL_PAYMENTS: payments.provider
    KTRAVEL_SANDBOX_SECRET: payments.provider == 'sandbox' ? '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sandbox-secret)' : ''
    KTRAVEL_TOSS_CLIENT_KEY: payments.tossClientKey
    KTRAVEL_TOSS_SECRET_KEY: payments.provider == 'toss' ? '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/toss-secret-key)' : ''
  }
  plan: {}
  recommendation: {
    KTRAVEL_AI: ai.adapter
    KTRAVEL_AI_MODEL: ai.model
    KTRAVEL_AZURE_OPENAI_ENDPOINT: ai.endpoint
    // azure-identity takes this one where nobody names an identity (functions/recommendation/ai/openai_adapter.py).
    AZURE_CLIENT_ID: identityClientId
  }
  follow: {}
  like: {}
  notification: {}
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: scale.zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': context })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: empty(subnetId) ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: '3.13'
      }
      scaleAndConcurrency: {
        alwaysReady: scale.alwaysReady > 0 ? [{ name: 'http', instanceCount: scale.alwaysReady }] : []
        maximumInstanceCount: scale.maximumInstances
        instanceMemoryMB: scale.memoryMB
        triggers: {
          http: {
            perInstanceConcurrency: scale.httpConcurrency
          }
        }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(host, shared, own[context])
}

// The app answers the gateway's identity and nobody else: there is no way around the gateway. The member's own token comes in
// X-Member-Authorization and is judged by the code (shared/auth.py).
resource doors 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
    }
    httpSettings: {
      requireHttps: true
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: gatewayAudience
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [gatewayAudience, 'api://${gatewayAudience}']
          defaultAuthorizationPolicy: {
            allowedApplications: [gatewayClientId]
            allowedPrincipals: {
              identities: [gatewayPrincipalId]
            }
          }
        }
      }
    }
    login: {
      tokenStore: {
        enabled: false
      }
    }
  }
}

resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for way in ['ftp', 'scm']: {
    parent: app
    name: way
    properties: {
      allow: false
    }
  }
]

output id string = app.id
output name string = app.name
output host string = app.properties.defaultHostName
