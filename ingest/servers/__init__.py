"""Servers on this machine, on loopback: Airflow, Superset with the dashboards, PostgreSQL."""
