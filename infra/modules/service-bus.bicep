// Service Bus: the topics, subscriptions and queues of ../topology.json. There are no keys; role-assignments.bicep says who
// sends where and who receives what.

param name string
param location string
param tags object

@description('Premium, the only tier with private endpoints, instead of Standard.')
param privateNetworking bool

@description('Premium: messaging units.')
@allowed([1, 2, 4, 8, 16])
param messagingUnits int = 1

var topology = any(loadJsonContent('../topology.json'))
var contexts = items(topology.contexts)
var topics = map(filter(contexts, context => context.value.topic != null), context => context.value.topic)
var queues = flatten(map(contexts, context => context.value.queues))
var subscriptions = flatten(map(contexts, context => context.value.subscriptions))
var timeToLive = 'P${topology.deadLetterDays}D'

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: privateNetworking ? 'Premium' : 'Standard'
    tier: privateNetworking ? 'Premium' : 'Standard'
    capacity: privateNetworking ? messagingUnits : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateNetworking ? 'Disabled' : 'Enabled'
  }
}

resource contextTopics 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = [
  for topic in topics: {
    parent: namespace
    name: topic
    properties: {
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT${topology.topicDefaults.duplicateDetectionSeconds}S'
      defaultMessageTimeToLive: timeToLive
      supportOrdering: false
    }
  }
]

// No duplicate detection: a retry is a copy with the same message id.
resource contextQueues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queue in queues: {
    parent: namespace
    name: queue.name
    properties: {
      maxDeliveryCount: queue.maxDeliveryCount
      lockDuration: 'PT${queue.lockSeconds}S'
      requiresDuplicateDetection: false
      // Nothing is lost in silence: what nobody took in that time is among the dead letters.
      deadLetteringOnMessageExpiration: true
      defaultMessageTimeToLive: timeToLive
    }
  }
]

resource forwarding 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = [
  for subscription in subscriptions: {
    name: '${namespace.name}/${subscription.topic}/${subscription.name}'
    properties: {
      forwardTo: subscription.forwardTo
      maxDeliveryCount: 10
      deadLetteringOnFilterEvaluationExceptions: true
      deadLetteringOnMessageExpiration: true
      defaultMessageTimeToLive: timeToLive
    }
    dependsOn: [contextTopics, contextQueues]
  }
]

// One rule that names all subjects. With a rule of its own, the one that lets everything through ($Default) is not made; it is
// called $Default so that it replaces the one of a subscription that has it already.
resource subjects 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [
  for subscription in subscriptions: {
    name: '${namespace.name}/${subscription.topic}/${subscription.name}/$Default'
    properties: {
      filterType: 'SqlFilter'
      sqlFilter: {
        sqlExpression: 'sys.Label IN (\'${join(subscription.subjects, '\', \'')}\')'
      }
    }
    dependsOn: [forwarding]
  }
]

output id string = namespace.id
output name string = namespace.name
output host string = '${namespace.name}.servicebus.windows.net'
