// Cosmos DB: one account, one database, and the containers, indexed paths and leases of ../topology.json. There are no keys;
// role-assignments.bicep says who opens which container.

param name string
param location string
param tags object
param privateNetworking bool

@description('Pay for each request, with no throughput to provision: for development and small beginnings.')
param serverless bool

@description('Request units a second that each container may grow to; a tenth of it is always paid for.')
@minValue(1000)
param autoscaleMax int

@description('The same for the containers that need more: name to request units a second.')
param autoscaleMaxOf object = {}

// The store port promises that two processes see each other's commits at once (docs/adr/0016). Session promises that only to
// whoever has the writer's session token, and our processes do not pass it on. Strong is to be had with one write region.
@description('What a read is certain to see. Less than Strong breaks what the code relies on.')
param consistency string = 'Strong'

@description('Keep replicas in three availability zones.')
param zoneRedundant bool

@description('How far back a restore can reach.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param backup string

var topology = any(loadJsonContent('../topology.json'))
var contexts = items(topology.contexts)
var containers = flatten(map(contexts, context => context.value.containers))
var leases = map(filter(contexts, context => context.value.leases != null), context => context.value.leases)

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    consistencyPolicy: {
      defaultConsistencyLevel: consistency
    }
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: zoneRedundant
      }
    ]
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: backup
      }
    }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: privateNetworking ? 'Disabled' : 'Enabled'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-11-15' = {
  parent: account
  name: topology.database
  properties: {
    resource: {
      id: topology.database
    }
  }
}

// A path of `indexes` is a composite index of its fields and /id (shared/store/cosmos_query.py orders so). No other path but
// the type is indexed: what is never asked for costs nothing to write.
resource contextContainers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [
  for container in containers: {
    parent: database
    name: container.name
    properties: {
      resource: {
        id: container.name
        partitionKey: {
          paths: ['/pk']
          kind: 'Hash'
          version: 2
        }
        // Documents say for themselves how long they are kept.
        defaultTtl: -1
        indexingPolicy: {
          indexingMode: 'consistent'
          automatic: true
          includedPaths: map(union(['type'], flatten(container.indexes)), field => { path: '/${field}/?' })
          excludedPaths: [{ path: '/*' }]
          compositeIndexes: map(container.indexes, fields => map(concat(fields, ['id']), field => { path: '/${field}', order: 'ascending' }))
        }
      }
      options: serverless ? {} : { autoscaleSettings: { maxThroughput: autoscaleMaxOf[?container.name] ?? autoscaleMax } }
    }
  }
]

// What the change feed triggers keep their place in.
resource leaseContainers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [
  for lease in leases: {
    parent: database
    name: lease
    properties: {
      resource: {
        id: lease
        partitionKey: {
          paths: ['/id']
          kind: 'Hash'
          version: 2
        }
      }
      options: serverless ? {} : { autoscaleSettings: { maxThroughput: autoscaleMax } }
    }
  }
]

output id string = account.id
output name string = account.name
output endpoint string = account.properties.documentEndpoint
