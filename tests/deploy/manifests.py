"""Checks deploy/kubernetes: each manifest against the strict schemas of Kubernetes (no unknown field,
no wrong type) of several versions, and what schemas do not know: that names and labels refer to
something, that the pod is as restricted as it can be, and that its limits and times are those of a
server which was started with its settings. With kubectl on the machine, what it makes of the folder
is checked in the files' place."""

import copy
import json
import os
import pathlib
import shutil
import subprocess
import unittest
import urllib.request

import kubernetes_validate
from kubernetes_validate import utils
import yaml

FOLDER = pathlib.Path("deploy/kubernetes")
VERSIONS = [v for v in utils.all_versions() if int(v.split(".")[1]) >= 27]
GRADD = os.environ.get("GRADD", "build/gradd")


def read_files():
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    return [yaml.safe_load((FOLDER / name).read_text()) for name in kustomization["resources"]]


def read_all():
    if not shutil.which("kubectl"):
        print("no kubectl: the files are checked as they are")
        return read_files()
    made = subprocess.run(["kubectl", "kustomize", FOLDER], capture_output=True, check=True)
    return list(yaml.safe_load_all(made.stdout))


def server_limits(settings):
    """The limits in force in a server that has these settings, by name."""
    env = {**os.environ, **settings, "GRADD_LISTEN": "127.0.0.1:0", "GRADD_ADMIN": "127.0.0.1:0"}
    with subprocess.Popen([GRADD], env=env, stderr=subprocess.PIPE, text=True) as server:
        try:
            listen = json.loads(server.stderr.readline())["listen"]
            with urllib.request.urlopen(f"http://{listen}/v1/limits") as answer:
                return {row["name"]: row["value"] for row in json.load(answer)["limits"]}
        finally:
            server.kill()


class Manifests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manifests = read_all()
        cls.kind = {manifest["kind"]: manifest for manifest in cls.manifests}
        cls.template = cls.kind["Deployment"]["spec"]["template"]
        cls.pod = cls.template["spec"]
        [cls.container] = cls.pod["containers"]

    def validate(self, manifest, version):
        kubernetes_validate.validate(manifest, version, strict=True)

    def test_schemas(self):
        self.assertGreater(len(VERSIONS), 5)
        for manifest in self.manifests:
            for version in VERSIONS:
                with self.subTest(kind=manifest["kind"], version=version):
                    self.validate(manifest, version)

    def test_schemas_are_strict(self):
        for field, value in (("replica", 3), ("replicas", "3")):
            wrong = copy.deepcopy(self.kind["Deployment"])
            wrong["spec"][field] = value
            with self.assertRaises(kubernetes_validate.ValidationError):
                self.validate(wrong, VERSIONS[-1])

    def test_every_file_is_a_resource(self):
        listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
        files = {path.name for path in FOLDER.iterdir()} - {"kustomization.yaml"}
        self.assertEqual(sorted(listed), sorted(files))

    def test_labels_refer_to_the_pod(self):
        labels = self.template["metadata"]["labels"]
        spec = {kind: manifest.get("spec") for kind, manifest in self.kind.items()}
        selectors = [
            spec["Deployment"]["selector"]["matchLabels"],
            spec["Service"]["selector"],
            spec["PodDisruptionBudget"]["selector"]["matchLabels"],
            spec["NetworkPolicy"]["podSelector"]["matchLabels"],
            *(c["labelSelector"]["matchLabels"] for c in self.pod["topologySpreadConstraints"]),
        ]
        for selector in selectors:
            self.assertTrue(selector)
            self.assertLessEqual(selector.items(), labels.items())
        target = spec["HorizontalPodAutoscaler"]["scaleTargetRef"]
        self.assertEqual(target["name"], self.kind["Deployment"]["metadata"]["name"])

    def test_ports(self):
        ports = {port["name"]: port["containerPort"] for port in self.container["ports"]}
        self.assertEqual(ports, {"http": 8080, "admin": 9090})  # the image's
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            self.assertEqual(self.container[probe]["httpGet"]["port"], "admin")
        [port] = self.kind["Service"]["spec"]["ports"]
        self.assertEqual(port["targetPort"], "http")
        policy = self.kind["NetworkPolicy"]["spec"]
        self.assertEqual(policy["egress"], [])
        self.assertEqual(sorted(policy["policyTypes"]), ["Egress", "Ingress"])
        opened = [[port["port"] for port in rule["ports"]] for rule in policy["ingress"]]
        self.assertEqual(opened, [["http"], ["admin"]])
        for rule in policy["ingress"]:
            self.assertTrue(all(peer["namespaceSelector"]["matchLabels"] for peer in rule["from"]))

    def test_pod_is_restricted(self):
        self.assertEqual(self.pod["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
        self.assertTrue(self.pod["securityContext"]["runAsNonRoot"])
        self.assertFalse(self.pod["automountServiceAccountToken"])
        self.assertFalse(self.pod["enableServiceLinks"])
        self.assertNotIn("volumes", self.pod)
        security = self.container["securityContext"]
        self.assertTrue(security["readOnlyRootFilesystem"])
        self.assertFalse(security["allowPrivilegeEscalation"])
        self.assertEqual(security["capabilities"], {"drop": ["ALL"]})

    def test_budget_lets_nodes_be_drained(self):
        least = self.kind["HorizontalPodAutoscaler"]["spec"]["minReplicas"]
        self.assertLess(self.kind["PodDisruptionBudget"]["spec"]["minAvailable"], least)
        self.assertNotIn("replicas", self.kind["Deployment"]["spec"])

    def test_settings(self):
        settings = {entry["name"]: entry["value"] for entry in self.container["env"]}
        check = subprocess.run([GRADD, "--check-config"], env={**os.environ, **settings},
                               capture_output=True, text=True)
        self.assertEqual((check.returncode, check.stderr), (0, ""))
        limits = server_limits(settings)
        proxies = settings.pop("GRADD_TRUSTED_PROXIES")
        self.assertFalse({"0.0.0.0/0", "::/0"} & set(proxies.split()))
        for name, value in settings.items():
            self.assertEqual(limits[name.removeprefix("GRADD_").lower()], int(value), name)
        end = (limits["drain_ms"] + limits["stop_ms"]) / 1000
        self.assertGreaterEqual(self.pod["terminationGracePeriodSeconds"], end + 5)
        # The sum that deploy/README.md tells.
        most = (limits["compute_threads"] * limits["memory_bytes"] + limits["total_bytes"]
                + limits["cache_bytes"] + (128 << 20))
        memory = self.container["resources"]["limits"]["memory"]
        self.assertTrue(memory.endswith("Mi"))
        self.assertGreaterEqual(int(memory[:-2]) << 20, most)

    def test_image_is_the_one_that_is_built(self):
        version = subprocess.run([GRADD, "--version"], capture_output=True, text=True, check=True)
        [image] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["images"]
        self.assertEqual(image["newTag"], version.stdout.split()[-1])


program = unittest.main(verbosity=2, exit=False)
print(f"# pass {program.result.testsRun - len(program.result.failures) - len(program.result.errors)}")
raise SystemExit(not program.result.wasSuccessful())
