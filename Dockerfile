# Airflow's image with this project's locks, which bring the clients of Celery, PostgreSQL and Redis too: what
# the image has of them was made for other versions than those locked here.
FROM apache/airflow:3.3.2-python3.11

# The volume's folder must exist with its owner, or the volume would belong to root.
USER root
RUN install -d -o airflow -g root -m 0775 /opt/jixiao /opt/jixiao/var
USER airflow
WORKDIR /opt/jixiao

COPY --chown=airflow:root requirements.lock requirements-services.lock ./
RUN uv pip install --no-cache --require-hashes --compile-bytecode -r requirements.lock \
 && uv pip install --no-cache --require-hashes --compile-bytecode -r requirements-services.lock

COPY --chown=airflow:root pyproject.toml README.md ./
COPY --chown=airflow:root ingest ingest
COPY --chown=airflow:root expectations expectations
COPY --chown=airflow:root dbt_project dbt_project
COPY --chown=airflow:root dags dags
RUN uv pip install --no-cache --no-deps --editable .
