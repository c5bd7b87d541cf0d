"""Which pods of a failed step its operator takes for the end of it.

AIRFLOW_HOME is the first argument, the second a DAG file. $CASES is a JSON list of {"task", "try", "pod"}, where "pod" is as the API has it
or null; "try" counts from 1. Standard output gets one JSON list of booleans.
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

bag = DagBag(dag_folder=sys.argv[2])
if bag.import_errors:
    raise SystemExit("\n".join(bag.import_errors.values()))
(dag,) = bag.dags.values()


def read(pod):
    answer = types.SimpleNamespace(data=json.dumps(pod))
    return None if pod is None else ApiClient().deserialize(answer, "V1Pod")


def is_over(case):
    task = dag.get_task(case["task"])
    ti = types.SimpleNamespace(try_number=case["try"], max_tries=task.retries)
    return task._is_over(read(case["pod"]), ti)


print(json.dumps([is_over(case) for case in json.loads(os.environ["CASES"])]))
