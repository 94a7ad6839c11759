// All that one identity may do, and nowhere else is anything granted: its own containers, its own topic and queues, its own
// storage account, the vault of its own secrets. Nothing is granted on an account or namespace as a whole, and nothing on
// what another context owns (tests/infra/test_roles.py has the table).

@description('Object id of the identity.')
param principalId string

@description('Containers it reads and writes, its leases included.')
param containers array = []

@description('Topic it sends its events to.')
param topic string = ''

@description('Queues it receives from; it sends to them too: a retry is a copy scheduled to the same queue.')
param queues array = []

@description('Storage account of its app.')
param storageName string = ''

@description('Vault whose secrets it reads.')
param vaultName string = ''

@description('Azure OpenAI account it asks.')
param openAiName string = ''

@description('Application Insights it sends lines, requests and metrics to.')
param insightsName string

param cosmosName string
param databaseName string
param serviceBusName string

// Cosmos DB Built-in Data Contributor
var dataContributor = '00000000-0000-0000-0000-000000000002'
// Azure Service Bus Data Sender
var serviceBusSender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
// Azure Service Bus Data Receiver
var serviceBusReceiver = '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
// Storage Blob Data Owner
var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
// Key Vault Secrets User
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
// Cognitive Services OpenAI User
var openAiUser = '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'
// Monitoring Metrics Publisher
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' existing = {
  name: cosmosName
}

resource serviceBus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: serviceBusName
}

resource ownTopic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' existing = {
  parent: serviceBus
  name: empty(topic) ? 'none' : topic
}

resource ownQueues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for queue in queues: {
    parent: serviceBus
    name: queue
  }
]

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: empty(storageName) ? 'none' : storageName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: empty(vaultName) ? 'none' : vaultName
}

resource openAi 'Microsoft.CognitiveServices/accounts@2024-10-01' existing = {
  name: empty(openAiName) ? 'none' : openAiName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource readsAndWritesContainers 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = [
  for container in containers: {
    parent: cosmos
    name: guid(cosmos.id, container, principalId, dataContributor)
    properties: {
      principalId: principalId
      roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/${dataContributor}'
      scope: '${cosmos.id}/dbs/${databaseName}/colls/${container}'
    }
  }
]

resource sendsEvents 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(topic)) {
  scope: ownTopic
  name: guid(ownTopic.id, principalId, serviceBusSender)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusSender)
  }
}

resource sendsRetries 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queues: {
    scope: ownQueues[index]
    name: guid(serviceBus.id, queue, principalId, serviceBusSender)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusSender)
    }
  }
]

resource receives 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queues: {
    scope: ownQueues[index]
    name: guid(serviceBus.id, queue, principalId, serviceBusReceiver)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusReceiver)
    }
  }
]

resource keepsPackageAndLeases 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(storageName)) {
  scope: storage
  name: guid(storage.id, principalId, blobOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobOwner)
  }
}

resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(vaultName)) {
  scope: vault
  name: guid(vault.id, principalId, secretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource asksModel 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(openAiName)) {
  scope: openAi
  name: guid(openAi.id, principalId, openAiUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', openAiUser)
  }
}

resource sendsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principalId, metricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}
