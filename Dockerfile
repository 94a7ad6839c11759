# One image for every context: KTRAVEL_CONTEXTS says which one a container is. Those who run Functions in Azure do not
# need it. The tag is the host's major version on our Python: what a release was built from is in its provenance.
FROM mcr.microsoft.com/azure-functions/python:4-python3.13

# Where Microsoft's image has packages, of root; what runs may read them and no more.
COPY requirements.txt constraints.txt /build/
RUN python -m pip install --no-cache-dir --requirement /build/requirements.txt

# A port and a place for host keys that need no root; nothing else is written but /tmp.
RUN groupadd --gid 10001 ktravel \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin ktravel \
    && mkdir -p /azure-functions-host/Secrets \
    && chown -R 10001:10001 /azure-functions-host/Secrets
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    ASPNETCORE_URLS=http://+:8080 \
    AzureFunctionsJobHost__FileWatchingEnabled=false \
    AzureFunctionsJobHost__Logging__FileLoggingMode=Never \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    FUNCTIONS_WORKER_RUNTIME=python \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1
COPY . /home/site/wwwroot
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/api/health/live', timeout=4)"]
