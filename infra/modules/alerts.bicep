// What somebody is woken for. The lines are those of docs/runbook.md; what each context aims at is ../slo.json (docs/slo.md).

param name string
param location string
param tags object
param insightsId string
param serviceBusId string

@description('Function app of each context, as requests name it.')
param appNames object

@description('Where alerts go.')
param email string

var objectives = loadJsonContent('../slo.json')
var lines = 'traces | where message startswith "{" | extend line = parse_json(message) | extend kind = tostring(line.kind)'

// severity: 1 wakes somebody, 2 is for the next working day. An alert is for more than `over` of what the query finds.
var found = [
  {
    name: 'parked'
    severity: 1
    minutes: 5
    over: 0
    description: 'An event was refused ten times and waits for a person: make dead-letters.'
    query: '${lines} | where kind == "parked"'
  }
  {
    name: 'outbox-age'
    severity: 2
    minutes: 15
    over: 0
    description: 'Events stayed in an outbox for over a minute: the relay failed or is down; the sweeper has sent them.'
    query: '${lines} | where kind == "swept"'
  }
  {
    name: 'sagas-overdue'
    severity: 2
    minutes: 15
    over: 0
    description: 'Recommendations passed their deadline and were failed and refunded: the AI is slow or down.'
    query: '${lines} | where kind == "overdue"'
  }
  {
    name: 'orders-stuck'
    severity: 1
    minutes: 15
    over: 2
    description: 'Orders could not be settled with the payment provider; they are looked at again every minute.'
    query: '${lines} | where kind == "not_reconciled"'
  }
  {
    name: 'feed-behind'
    severity: 1
    minutes: 30
    over: 5
    description: 'A change feed trigger keeps failing: its context sends no events.'
    query: 'requests | where success == false and name endswith "_relay"'
  }
]

// More than one in a hundred requests fails, or one in twenty takes longer than a second, for ten minutes.
var slow = [
  {
    name: 'errors'
    severity: 1
    description: 'Over one in a hundred requests was answered 5xx.'
    query: 'requests | where isnotempty(url) | summarize all = count(), bad = countif(toint(resultCode) >= 500) by cloud_RoleName | where bad >= 5 and bad * 100 > all'
  }
  {
    name: 'latency'
    severity: 2
    description: 'One in twenty requests took longer than a second.'
    query: 'requests | where isnotempty(url) | summarize all = count(), p95 = percentile(duration, 95) by cloud_RoleName | where all >= 20 and p95 > 1000'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'ktravel'
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'dead-letters-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages could not be handled: make dead-letters, and docs/runbook.md.'
    enabled: true
    severity: 1
    scopes: [serviceBusId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'EntityName'
              operator: 'Include'
              values: ['*']
            }
          ]
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

resource foundAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in found: {
    name: '${rule.name}-${name}'
    location: location
    tags: tags
    properties: {
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT${rule.minutes}M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: rule.over
          }
        ]
      }
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]

resource slowAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in slow: {
    name: '${rule.name}-${name}'
    location: location
    tags: tags
    properties: {
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT10M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: [
              {
                name: 'cloud_RoleName'
                operator: 'Include'
                values: ['*']
              }
            ]
          }
        ]
      }
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]

// The budget of a month burns 14.4 times too fast: at that pace a fiftieth of it is gone in an hour.
resource burning 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for objective in items(objectives): {
    name: 'budget-${objective.key}-${name}'
    location: location
    tags: tags
    properties: {
      description: 'The error budget of ${objective.key} (${objective.value} %) burns 14.4 times too fast: docs/slo.md.'
      enabled: true
      severity: 1
      scopes: [insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT1H'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: 'requests | where isnotempty(url) and cloud_RoleName =~ "${appNames[objective.key]}" | summarize all = count(), bad = countif(toint(resultCode) >= 500) | where bad >= 5 and bad * 100.0 / all > 14.4 * (100 - ${objective.value})'
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
          }
        ]
      }
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]
