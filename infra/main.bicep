// All of Kt-ravel in one resource group: a function app for each context of topology.json, what they keep and say to each
// other, the gateway in front of them, the web app, and what watches them. docs/deploy.md tells how to go from nothing to there.

targetScope = 'subscription'

@description('Name of the azd environment; the resource group is called after it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('What the apps are told they are: dev may play with payments, prod may not.')
@allowed(['dev', 'prod'])
param environmentType string

@minLength(1)
param location string

@description('Static Web Apps are not to be had in every region; what they serve is near everybody anyway.')
param webLocation string = 'eastasia'

@description('Hosts of the API and of the web app, siblings under one domain: api.example.com, app.example.com. Left empty, the addresses that Azure gives are taken: good for a look, but browsers will not send the sign-in cookie from one to the other.')
param apiHost string = ''
param webHost string = ''

@description('Key Vault secret of the certificate for apiHost, in the gateway\'s vault.')
param apiCertificateSecretUri string = ''

@description('Application (client) id of the Entra application that the gateway asks tokens for; azd makes it before the first deployment (azure.yaml).')
param gatewayAudience string

param publisherName string
param publisherEmail string

@description('Where alerts go.')
param alertEmail string

@description('The one switch: everything in a private network, reached by private endpoints, closed to the public. Takes Service Bus Premium and API Management Standard v2.')
param privateNetworking bool

@description('Spread over availability zones what can be.')
param zoneRedundant bool

@description('Cosmos DB: pay by request instead of provisioned throughput.')
param cosmosServerless bool

@minValue(1000)
param cosmosAutoscaleMax int = 1000
param cosmosAutoscaleMaxOf object = {}

@allowed(['Continuous7Days', 'Continuous30Days'])
param cosmosBackup string

@description('Days that logs are kept.')
param retentionDays int = 30

@description('adapter (oidc, entra), googleClientId, naverClientId, entraAuthority, entraClientId. Their secrets are in member\'s vault.')
param signIn object

@description('provider (sandbox, toss), tossClientKey. Its secret is in token\'s vault.')
param payments object

@description('name, version, thousandTokensPerMinute of the Azure OpenAI model; without a name, recommendations are arranged without a model.')
param model object

@description('For each context: alwaysReady, maximumInstances, memoryMB, httpConcurrency.')
param scale object

@description('Connection string of an external Redis for the gateway\'s cache; without one its own is used.')
@secure()
param redisConnectionString string = ''

param gatewayUnits int = 1

var topology = any(loadJsonContent('topology.json'))
var contexts = items(topology.contexts)
var suffix = toLower(uniqueString(subscription().id, environmentName, location))
var tags = {
  'azd-env-name': environmentName
}

// Only these have secrets: the keys that sign tokens and the sign-in providers' secrets, and the payment provider's.
var vaultNames = {
  member: 'kv-member-${suffix}'
  token: 'kv-token-${suffix}'
  gateway: 'kv-gateway-${suffix}'
}
var appNames = toObject(contexts, context => context.key, context => 'func-${context.key}-${suffix}')
var gatewayName = 'apim-${suffix}'
var apiUrl = 'https://${empty(apiHost) ? '${gatewayName}.azure-api.net' : apiHost}'
var webUrl = 'https://${empty(webHost) ? web.outputs.defaultHost : webHost}'
var asksModel = !empty(model.name)
var zones = {
  cosmos: 'privatelink.documents.azure.com'
  serviceBus: 'privatelink.servicebus.windows.net'
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  vault: 'privatelink.vaultcore.azure.net'
  openAi: 'privatelink.openai.azure.com'
  sites: 'privatelink.azurewebsites.net'
}

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    name: suffix
    location: location
    tags: tags
    retentionDays: retentionDays
  }
}

module cosmos 'modules/cosmos.bicep' = {
  name: 'cosmos'
  scope: group
  params: {
    name: 'cosmos-${suffix}'
    location: location
    tags: tags
    privateNetworking: privateNetworking
    serverless: cosmosServerless
    autoscaleMax: cosmosAutoscaleMax
    autoscaleMaxOf: cosmosAutoscaleMaxOf
    zoneRedundant: zoneRedundant
    backup: cosmosBackup
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  name: 'service-bus'
  scope: group
  params: {
    name: 'sb-${suffix}'
    location: location
    tags: tags
    privateNetworking: privateNetworking
  }
}

module openAi 'modules/openai.bicep' = if (asksModel) {
  name: 'openai'
  scope: group
  params: {
    name: 'oai-${suffix}'
    location: location
    tags: tags
    privateNetworking: privateNetworking
    model: model
  }
}

module vaults 'modules/key-vault.bicep' = [
  for vault in items(vaultNames): {
    name: 'vault-${vault.key}'
    scope: group
    params: {
      name: vault.value
      location: location
      tags: tags
      privateNetworking: privateNetworking
      workspaceId: monitoring.outputs.workspaceId
    }
  }
]

module identities 'modules/identity.bicep' = [
  for context in contexts: {
    name: 'identity-${context.key}'
    scope: group
    params: {
      name: 'id-${context.key}-${suffix}'
      location: location
      tags: tags
    }
  }
]

module gatewayIdentity 'modules/identity.bicep' = {
  name: 'identity-gateway'
  scope: group
  params: {
    name: 'id-gateway-${suffix}'
    location: location
    tags: tags
  }
}

module storages 'modules/storage.bicep' = [
  for context in contexts: {
    name: 'storage-${context.key}'
    scope: group
    params: {
      name: 'st${take(context.key, 8)}${suffix}'
      location: location
      tags: tags
      privateNetworking: privateNetworking
      zoneRedundant: zoneRedundant
      workspaceId: monitoring.outputs.workspaceId
    }
  }
]

module roles 'modules/role-assignments.bicep' = [
  for (context, index) in contexts: {
    name: 'roles-${context.key}'
    scope: group
    params: {
      principalId: identities[index].outputs.principalId
      containers: concat(map(context.value.containers, container => container.name), context.value.leases == null ? [] : [context.value.leases])
      topic: context.value.topic ?? ''
      queues: map(context.value.queues, queue => queue.name)
      storageName: storages[index].outputs.name
      vaultName: vaultNames[?context.key] ?? ''
      openAiName: asksModel && context.key == 'recommendation' ? openAi.outputs.name : ''
      insightsName: monitoring.outputs.insightsName
      cosmosName: cosmos.outputs.name
      databaseName: topology.database
      serviceBusName: serviceBus.outputs.name
    }
    dependsOn: [vaults]
  }
]

module gatewayRoles 'modules/role-assignments.bicep' = {
  name: 'roles-gateway'
  scope: group
  params: {
    principalId: gatewayIdentity.outputs.principalId
    vaultName: vaultNames.gateway
    insightsName: monitoring.outputs.insightsName
    cosmosName: cosmos.outputs.name
    databaseName: topology.database
    serviceBusName: serviceBus.outputs.name
  }
  dependsOn: [vaults]
}

module apps 'modules/function-app.bicep' = [
  for (context, index) in contexts: {
    name: 'app-${context.key}'
    scope: group
    params: {
      context: context.key
      name: appNames[context.key]
      location: location
      tags: tags
      environmentType: environmentType
      identityId: identities[index].outputs.id
      identityClientId: identities[index].outputs.clientId
      gatewayClientId: gatewayIdentity.outputs.clientId
      gatewayPrincipalId: gatewayIdentity.outputs.principalId
      gatewayAudience: gatewayAudience
      packagesUrl: storages[index].outputs.packagesUrl
      blobEndpoint: storages[index].outputs.blobEndpoint
      insightsConnectionString: monitoring.outputs.connectionString
      cosmosEndpoint: cosmos.outputs.endpoint
      serviceBusHost: serviceBus.outputs.host
      vaultUri: contains(vaultNames, context.key) ? 'https://${vaultNames[context.key]}${environment().suffixes.keyvaultDns}/' : ''
      apiUrl: apiUrl
      webUrl: webUrl
      signIn: signIn
      payments: payments
      ai: {
        adapter: asksModel ? 'azure' : 'embedded'
        model: asksModel ? openAi.outputs.deployment : ''
        endpoint: asksModel ? openAi.outputs.endpoint : ''
      }
      scale: union(scale[context.key], { zoneRedundant: zoneRedundant })
      subnetId: privateNetworking ? network.outputs.appsSubnetId : ''
    }
    dependsOn: [roles]
  }
]

module gateway 'modules/api-management.bicep' = {
  name: 'gateway'
  scope: group
  params: {
    name: gatewayName
    location: location
    tags: tags
    publisherName: publisherName
    publisherEmail: publisherEmail
    identityId: gatewayIdentity.outputs.id
    identityClientId: gatewayIdentity.outputs.clientId
    functionsAudience: gatewayAudience
    backends: toObject(contexts, context => context.key, context => '${appNames[context.key]}.azurewebsites.net')
    webOrigin: webUrl
    apiHost: apiHost
    certificateSecretUri: apiCertificateSecretUri
    privateNetworking: privateNetworking
    outboundSubnetId: privateNetworking ? network.outputs.gatewaySubnetId : ''
    applicationInsightsId: monitoring.outputs.insightsId
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    redisConnectionString: redisConnectionString
    units: gatewayUnits
  }
  dependsOn: [gatewayRoles]
}

module web 'modules/static-web-app.bicep' = {
  name: 'web'
  scope: group
  params: {
    name: 'web-${suffix}'
    location: webLocation
    tags: union(tags, { 'azd-service-name': 'web' })
    customHost: webHost
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    name: suffix
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
    serviceBusId: serviceBus.outputs.id
    appNames: appNames
    email: alertEmail
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  scope: group
  params: {
    name: suffix
    location: location
    tags: tags
    zones: map(items(zones), zone => zone.value)
  }
}

module cosmosEndpoint 'modules/private-endpoint.bicep' = if (privateNetworking) {
  name: 'endpoint-cosmos'
  scope: group
  params: {
    name: 'cosmos-${suffix}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: cosmos.outputs.id
    service: 'Sql'
    zone: zones.cosmos
  }
}

module serviceBusEndpoint 'modules/private-endpoint.bicep' = if (privateNetworking) {
  name: 'endpoint-service-bus'
  scope: group
  params: {
    name: 'sb-${suffix}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: serviceBus.outputs.id
    service: 'namespace'
    zone: zones.serviceBus
  }
}

module openAiEndpoint 'modules/private-endpoint.bicep' = if (privateNetworking && asksModel) {
  name: 'endpoint-openai'
  scope: group
  params: {
    name: 'oai-${suffix}'
    location: location
    tags: tags
    subnetId: network.outputs.endpointsSubnetId
    targetId: openAi.outputs.id
    service: 'account'
    zone: zones.openAi
  }
}

module vaultEndpoints 'modules/private-endpoint.bicep' = [
  for (vault, index) in (privateNetworking ? items(vaultNames) : []): {
    name: 'endpoint-vault-${vault.key}'
    scope: group
    params: {
      name: vault.value
      location: location
      tags: tags
      subnetId: network.outputs.endpointsSubnetId
      targetId: vaults[index].outputs.id
      service: 'vault'
      zone: zones.vault
    }
  }
]

module storageEndpoints 'modules/private-endpoint.bicep' = [
  for (context, index) in (privateNetworking ? contexts : []): {
    name: 'endpoint-storage-${context.key}'
    scope: group
    params: {
      name: 'storage-${context.key}-${suffix}'
      location: location
      tags: tags
      subnetId: network.outputs.endpointsSubnetId
      targetId: storages[index].outputs.id
      service: 'blob'
      zone: zones.blob
    }
  }
]

module appEndpoints 'modules/private-endpoint.bicep' = [
  for (context, index) in (privateNetworking ? contexts : []): {
    name: 'endpoint-app-${context.key}'
    scope: group
    params: {
      name: 'app-${context.key}-${suffix}'
      location: location
      tags: tags
      subnetId: network.outputs.endpointsSubnetId
      targetId: apps[index].outputs.id
      service: 'sites'
      zone: zones.sites
    }
  }
]

output AZURE_RESOURCE_GROUP string = group.name
output KTRAVEL_API_URL string = apiUrl
output KTRAVEL_WEB_URL string = webUrl
output KTRAVEL_WEB_DEFAULT_HOST string = web.outputs.defaultHost
output KTRAVEL_MEMBER_VAULT string = vaultNames.member
output KTRAVEL_TOKEN_VAULT string = vaultNames.token
output KTRAVEL_GATEWAY_VAULT string = vaultNames.gateway
