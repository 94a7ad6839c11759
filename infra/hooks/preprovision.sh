#!/bin/sh
# Before azd provisions: choose the parameters of the environment, and see that the gateway has something to ask tokens for.
set -eu
cd "$(dirname "$0")/.."

# azd reads main.bicepparam and knows no parameters by environment: dev, unless azd env set KTRAVEL_ENVIRONMENT prod.
cp "main.${KTRAVEL_ENVIRONMENT:-dev}.bicepparam" main.bicepparam

# An application without any secret: the function apps accept the gateway's tokens for it, and nobody else's.
if [ -z "${KTRAVEL_GATEWAY_AUDIENCE:-}" ]; then
  audience=$(az ad app create --display-name "ktravel-functions-$AZURE_ENV_NAME" --sign-in-audience AzureADMyOrg \
    --requested-access-token-version 2 --query appId --output tsv)
  az ad sp show --id "$audience" --output none 2>/dev/null || az ad sp create --id "$audience" --output none
  azd env set KTRAVEL_GATEWAY_AUDIENCE "$audience"
fi
