// The web app. It is not linked to the gateway: linking would replace the Authorization header. It calls it by its address,
// a sibling under one registrable domain (app. and api.).

param name string
param location string
param tags object

@description('Host of the web app (app.example.com). Its CNAME must point to the default host before this is set.')
param customHost string = ''

resource site 'Microsoft.Web/staticSites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Standard'
    tier: 'Standard'
  }
  properties: {
    stagingEnvironmentPolicy: 'Disabled'
    allowConfigFileUpdates: true
  }
}

resource domain 'Microsoft.Web/staticSites/customDomains@2024-04-01' = if (!empty(customHost)) {
  parent: site
  name: empty(customHost) ? 'none' : customHost
}

output name string = site.name
output host string = empty(customHost) ? site.properties.defaultHostname : customHost
output defaultHost string = site.properties.defaultHostname
