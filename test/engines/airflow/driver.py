"""Runs DAG files through Airflow's own dag.test(), many in one process.

Reads one JSON job per line from standard input, answers each with one JSON line:
  {"file": "/…/x.py", "params": {…}, "environment": {…}, "seconds": 120}
  {"dag_id", "run_id", "state", "tasks": [{"task_id", "map_index", "state", "tries"}], "error"}
"error" says why there is no run: the file cannot be imported, or Airflow refuses the parameters.

dag.test() reads the whole bundle of its DAG at each call, so that each DAG file needs a folder of its own.
AIRFLOW_HOME is the first argument; the second a migrated database, which is copied there.
"""

import copy
import hashlib
import json
import os
import pathlib
import shutil
import sys
import traceback
import warnings

home, template = sys.argv[1:3]
database = os.path.join(home, "airflow.db")
os.makedirs(home, exist_ok=True)
if not os.path.exists(database):
    shutil.copy(template, database)
os.environ.update(
    {
        "AIRFLOW_HOME": home,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:///" + database,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": os.path.join(home, "dags"),
        "AIRFLOW__CORE__FERNET_KEY": "",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "AIRFLOW__API_AUTH__JWT_SECRET": "0" * 64,
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": "[]",
        "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"],
    }
)
warnings.simplefilter("ignore")
# The tests' runner sets it. Airflow then shows of a failure all its variables, which takes it many seconds.
os.environ.pop("DEV", None)

# Tasks write to standard output: the answers keep a descriptor to themselves.
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

from airflow.dag_processing.bundles.manager import DagBundlesManager  # noqa: E402
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db  # noqa: E402
from airflow.models.taskinstance import TaskInstance  # noqa: E402
from airflow.models.xcom import XComModel  # noqa: E402
from airflow.utils.session import create_session  # noqa: E402
from sqlalchemy import select  # noqa: E402

bundles = {}


def bundle_of(folder):
    """Makes the folder a bundle, once."""
    if folder not in bundles:
        bundles[folder] = "b" + hashlib.sha256(folder.encode()).hexdigest()[:16]
        os.environ["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"] = json.dumps(
            [
                {
                    "name": name,
                    "classpath": "airflow.dag_processing.bundles.local.LocalDagBundle",
                    "kwargs": {"path": path, "refresh_interval": 1},
                }
                for path, name in bundles.items()
            ]
        )
        DagBundlesManager().sync_bundles_to_db()
    return bundles[folder]


def run(job):
    file = os.path.abspath(job["file"])
    folder = os.path.dirname(file)
    name = bundle_of(folder)
    os.environ.update(job.get("environment") or {})
    bag = DagBag(
        dag_folder=file, bundle_path=pathlib.Path(folder), bundle_name=name
    )
    if bag.import_errors or not bag.dags:
        return {"error": "\n".join(bag.import_errors.values()) or "no DAG in the file"}
    (dag,) = bag.dags.values()
    given = job.get("params") or {}
    try:  # as the API server does before it makes a run; dag.test() itself does not
        params = copy.deepcopy(dag.params)
        params.update(given)
        params.validate()
    except Exception as error:
        return {"dag_id": dag.dag_id, "error": str(error)}
    sync_bag_to_db(bag, name, None)
    made = dag.test(run_conf=given)
    with create_session() as session:

        def rows(model):
            mine = (model.dag_id == made.dag_id, model.run_id == made.run_id)
            return session.scalars(select(model).where(*mine)).all()

        tasks = [
            {
                "task_id": task.task_id,
                "map_index": task.map_index,
                "state": str(task.state) if task.state else None,
                "tries": task.try_number,
            }
            for task in rows(TaskInstance)
        ]
        said = {
            f"{x.task_id}[{x.map_index}].{x.key}": x.value for x in rows(XComModel)
        }
    return {
        "dag_id": made.dag_id,
        "run_id": made.run_id,
        "state": str(made.state),
        "tasks": sorted(tasks, key=lambda task: (task["task_id"], task["map_index"])),
        "xcoms": said,
    }


for line in sys.stdin:
    saved = dict(os.environ)
    try:
        answer = run(json.loads(line))
    except Exception as error:
        answer = {"error": "".join(traceback.format_exception(error))[-4000:]}
    bundle_list = os.environ["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"]
    os.environ.clear()
    os.environ.update(saved)
    os.environ["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"] = bundle_list
    answers.write(json.dumps(answer, default=str) + "\n")
