# The workbench in a container: built in one stage, run in another without compilers or root.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/crmo
COPY requirements/workbench.txt ./
RUN /opt/crmo/bin/pip install --require-hashes --requirement workbench.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src ./src
# hatchling came with the pinned requirements, so the build fetches nothing of its own.
RUN /opt/crmo/bin/pip install --no-index --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/crmo --create-home crmo
COPY --from=build /opt/crmo /opt/crmo
ENV PATH=/opt/crmo/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CRMO_DATA=/var/lib/crmo
USER crmo
VOLUME /var/lib/crmo
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Within the container plain HTTP; your proxy, or the published loopback port, stands before it.
CMD ["crmo", "serve", "--host", "0.0.0.0", "--port", "8000", "--plain-http"]
