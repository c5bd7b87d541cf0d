"""The pods that the tasks of DAG files would create, by the operators' own dry run.

AIRFLOW_HOME is the first argument, the others are DAG files. Standard output gets one JSON object: by file, by task, the pod.
Parameters of the run come as JSON in $PARAMS.
"""

import json
import os
import sys
import types
import warnings

os.environ.update(
    {
        "AIRFLOW_HOME": sys.argv[1],
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    }
)
warnings.simplefilter("ignore")

from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from kubernetes.client import ApiClient  # noqa: E402


def pod_of(dag, task):
    instance = types.SimpleNamespace(
        dag_id=dag.dag_id, task_id=task.task_id, map_index=-1, try_number=1
    )
    context = {
        "dag": dag,
        "ti": instance,
        "run_id": "manual__2026-01-01T00:00:00+00:00",
        "params": json.loads(os.environ.get("PARAMS", "{}")),
    }
    task.render_template_fields(context, dag.get_template_env())
    pod = task.build_pod_request_obj(context, dry_run=True)
    return ApiClient().sanitize_for_serialization(pod)


def pods_of(file):
    bag = DagBag(dag_folder=file)
    if bag.import_errors:
        raise SystemExit("\n".join(bag.import_errors.values()))
    (dag,) = bag.dags.values()
    return {task.task_id: pod_of(dag, task) for task in dag.tasks}


print(json.dumps({file: pods_of(file) for file in sys.argv[2:]}))
