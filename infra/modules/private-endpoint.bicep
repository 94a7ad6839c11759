// One private endpoint, and its name in its zone.

param name string
param location string
param tags object
param subnetId string
param targetId string

@description('Which of the target\'s services: blob, Sql, namespace, vault, account, sites.')
param service string
param zone string

resource dns 'Microsoft.Network/privateDnsZones@2020-06-01' existing = {
  name: zone
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pep-${name}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: name
        properties: {
          privateLinkServiceId: targetId
          groupIds: [service]
        }
      }
    ]
  }
}

resource record 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'default'
        properties: {
          privateDnsZoneId: dns.id
        }
      }
    ]
  }
}
