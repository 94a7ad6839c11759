// The only way in: API Management, v2 tiers. What it does with a request is in ../apim: policy.xml and what
// local/gateway_document.py makes of docs/openapi.yaml and limits.json.

@description('Name of the API Management service, unique in Azure.')
param name string
param location string
param tags object = {}

@description('Whose service it is, as API Management shows it, and where it sends its notices.')
param publisherName string
param publisherEmail string

@description('User-assigned identity of the gateway: the one the function apps let in. It needs Monitoring Metrics Publisher on Application Insights and, with a certificate, Key Vault Secrets User.')
param identityId string
param identityClientId string

@description('Application (client) ID that the function apps authenticate callers for (App Service authentication).')
param functionsAudience string

@description('Context to the host name of its function app.')
param backends object

@description('Origin of the web app, the only one that may call with credentials: https://app.example.com')
param webOrigin string

@description('Host under which people reach the API. Without one it is <name>.azure-api.net.')
param apiHost string = ''

@description('Key Vault secret (without version) of the certificate for apiHost.')
param certificateSecretUri string = ''

@description('Reach the function apps by private endpoints only. Needs outboundSubnetId, delegated to Microsoft.Web/serverFarms.')
param privateNetworking bool = false
param outboundSubnetId string = ''

param applicationInsightsId string
param applicationInsightsConnectionString string

@description('Connection string of an external Redis cache. Without one the built-in cache is used.')
@secure()
param redisConnectionString string = ''

@minValue(1)
@maxValue(10)
param units int = 1

var host = empty(apiHost) ? '${name}.azure-api.net' : apiHost
var namedValueTexts = {
  'web-origin': webOrigin
  'api-host': host
  'functions-audience': functionsAudience
  'gateway-client-id': identityClientId
}
var fragmentTexts = {
  operation: loadTextContent('../apim/fragments/operation.xml')
  'limits-by-address': loadTextContent('../apim/fragments/limits-by-address.xml')
  'limits-by-member': loadTextContent('../apim/fragments/limits-by-member.xml')
  problem: loadTextContent('../apim/fragments/problem.xml')
}

resource service 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: privateNetworking ? 'StandardV2' : 'BasicV2'
    capacity: units
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    publisherName: publisherName
    publisherEmail: publisherEmail
    virtualNetworkType: privateNetworking ? 'External' : 'None'
    virtualNetworkConfiguration: privateNetworking
      ? {
          subnetResourceId: outboundSubnetId
        }
      : null
    developerPortalStatus: 'Disabled'
    hostnameConfigurations: empty(apiHost)
      ? []
      : [
          {
            type: 'Proxy'
            hostName: apiHost
            certificateSource: 'KeyVault'
            keyVaultId: certificateSecretUri
            identityClientId: identityClientId
            defaultSslBinding: true
          }
        ]
  }
}

resource namedValues 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = [
  for each in items(namedValueTexts): {
    parent: service
    name: each.key
    properties: {
      displayName: each.key
      value: each.value
      secret: false
    }
  }
]

resource contexts 'Microsoft.ApiManagement/service/backends@2024-05-01' = [
  for each in items(backends): {
    parent: service
    name: each.key
    properties: {
      protocol: 'http'
      url: 'https://${each.value}/api'
      tls: {
        validateCertificateChain: true
        validateCertificateName: true
      }
    }
  }
]

resource fragments 'Microsoft.ApiManagement/service/policyFragments@2024-05-01' = [
  for each in items(fragmentTexts): {
    parent: service
    name: each.key
    properties: {
      format: 'xml'
      value: each.value
    }
    dependsOn: [
      contexts
      namedValues
    ]
  }
]

resource policy 'Microsoft.ApiManagement/service/policies@2024-05-01' = {
  parent: service
  name: 'policy'
  properties: {
    format: 'xml'
    value: loadTextContent('../apim/policy.xml')
  }
  dependsOn: [
    fragments
    namedValues
  ]
}

// JSON, because text may have 131,072 characters at most where JSON may have 1,048,576.
resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: service
  name: 'ktravel'
  properties: {
    displayName: 'Kt-ravel'
    path: 'api'
    protocols: ['https']
    subscriptionRequired: false
    type: 'http'
    format: 'openapi+json'
    value: string(loadJsonContent('../apim/openapi.json'))
    translateRequiredQueryParameters: 'query'
  }
  dependsOn: [
    policy
  ]
}

// An API of its own, without diagnostics: the paths of its requests are what opens a plan, and stay out of every log.
resource shared 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: service
  name: 'ktravel-shared'
  properties: {
    displayName: 'Kt-ravel share links'
    path: 'api/shared'
    protocols: ['https']
    subscriptionRequired: false
    type: 'http'
    format: 'openapi+json'
    value: string(loadJsonContent('../apim/openapi-shared.json'))
    translateRequiredQueryParameters: 'query'
  }
  dependsOn: [
    policy
  ]
}

resource logger 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: service
  name: 'application-insights'
  properties: {
    loggerType: 'applicationInsights'
    resourceId: applicationInsightsId
    credentials: {
      connectionString: applicationInsightsConnectionString
      identityClientId: identityClientId
    }
  }
}

// Of the first API only. No bodies, no addresses, and no query: sign-in codes and what people search for are in it.
resource diagnostics 'Microsoft.ApiManagement/service/apis/diagnostics@2024-05-01' = {
  parent: api
  name: 'applicationinsights'
  properties: {
    loggerId: logger.id
    alwaysLog: 'allErrors'
    httpCorrelationProtocol: 'W3C'
    logClientIp: false
    operationNameFormat: 'Name'
    verbosity: 'error'
    sampling: {
      samplingType: 'fixed'
      percentage: 20
    }
    frontend: {
      request: {
        headers: []
        body: {
          bytes: 0
        }
        dataMasking: {
          queryParams: [
            {
              value: '*'
              mode: 'Hide'
            }
          ]
        }
      }
      response: {
        headers: []
        body: {
          bytes: 0
        }
      }
    }
    backend: {
      request: {
        headers: []
        body: {
          bytes: 0
        }
        dataMasking: {
          queryParams: [
            {
              value: '*'
              mode: 'Hide'
            }
          ]
        }
      }
      response: {
        headers: []
        body: {
          bytes: 0
        }
      }
    }
  }
}

resource cache 'Microsoft.ApiManagement/service/caches@2024-05-01' = if (!empty(redisConnectionString)) {
  parent: service
  name: 'default'
  properties: {
    connectionString: redisConnectionString
    useFromLocation: 'default'
    description: 'External Redis'
  }
}

output id string = service.id
output name string = service.name
output host string = host
output gatewayUrl string = 'https://${host}'
