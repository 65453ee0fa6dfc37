"""process.bpmn in the tools that people open it with: bpmn-moddle and bpmn-js read it without a warning."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.renderers.test_report_browser import CHROMIUM
from tests.sample_scans import ROOT

HERE = Path(__file__).parent / "bpmn"
FILES = sorted((ROOT / "reports" / "desktop" / "proposals").glob("*/process.bpmn"))
FLOW_NODES = re.compile(r'<(?:startEvent|endEvent|userTask|exclusiveGateway) id="([^"]+)"')
LINES = re.compile(r'<sequenceFlow id="([^"]+)"')
OPEN = """async xml => {
    const viewer = new BpmnJS({ container: '#canvas' });
    try {
        const { warnings } = await viewer.importXML(xml);
        const drawn = viewer.get('elementRegistry').filter((shape, graphics) => {
            const box = graphics.getBBox();
            return box.width > 0 || box.height > 0;
        });
        return [warnings.map(warning => warning.message), drawn.map(shape => shape.id)];
    } catch (error) {
        return [['not read: ' + error.message], []];
    } finally {
        viewer.destroy();
    }
}"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """Give a folder with the versions of package-lock.json installed, outside the checkout."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("needs node and npm, to fetch bpmn-js")
    folder = tmp_path_factory.mktemp("bpmn")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder)
    line = ["npm", "ci", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
    fetched = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    # What npm says of a lock that does not fit the package is a fault here and not of the network.
    assert "EUSAGE" not in fetched.stderr, fetched.stderr
    if fetched.returncode:
        pytest.skip("bpmn-js can't be fetched from npm")
    return folder


@pytest.fixture(scope="module")
def viewer(packages):
    """Give a page with bpmn-js, and the list of what it says on its console."""
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page, said = opened.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.set_content('<!doctype html><div id="canvas" style="height: 800px"></div>')
        page.add_script_tag(path=packages / "node_modules" / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js")
        yield page, said
        opened.close()


def warnings_of(packages, *files):
    line = ["node", str(HERE / "read.mjs"), str(packages), *map(str, files)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def duplicate_id(text):
    first, second = LINES.findall(text)[:2]
    return text.replace(f'<sequenceFlow id="{second}"', f'<sequenceFlow id="{first}"')


def dangling_reference(text):
    return re.sub(r'targetRef="[^"]+"', 'targetRef="nowhere"', text, count=1)


def shape_of_nothing(text):
    return re.sub(r'bpmnElement="lane_0"', 'bpmnElement="nowhere"', text, count=1)


DAMAGE = {duplicate_id: "duplicate ID", dangling_reference: "unresolved reference", shape_of_nothing: "nowhere"}


def test_the_sample_has_a_process_for_each_proposal():
    assert len(FILES) == len([path for path in (ROOT / "reports" / "desktop" / "proposals").iterdir() if path.is_dir()])
    assert FILES


def test_bpmn_moddle_reads_every_process_without_a_warning(packages):
    assert warnings_of(packages, *FILES) == {str(path): [] for path in FILES}


def test_bpmn_js_draws_every_process_without_a_word(viewer):
    page, said = viewer
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        warnings, drawn = page.evaluate(OPEN, text)
        nodes, lines = FLOW_NODES.findall(text), LINES.findall(text)
        assert warnings == [], path
        assert len(nodes) >= 3
        assert set(nodes + lines) <= set(drawn), path
    assert said == []


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_process_is_warned_of(packages, viewer, tmp_path, damage):
    text = FILES[0].read_text(encoding="utf-8")
    damaged = damage(text)
    assert damaged != text
    path = tmp_path / "process.bpmn"
    path.write_text(damaged, encoding="utf-8")
    page, _ = viewer
    for warnings in (warnings_of(packages, path)[str(path)], page.evaluate(OPEN, damaged)[0]):
        assert any(DAMAGE[damage] in warning for warning in warnings), warnings


def test_a_process_without_its_shapes_is_not_drawn(viewer):
    text = FILES[0].read_text(encoding="utf-8")
    node = FLOW_NODES.findall(text)[1]
    bare = re.sub(rf'<bpmndi:BPMNShape id="{node}_shape".*?</bpmndi:BPMNShape>', "", text, flags=re.DOTALL)
    assert bare != text
    assert node not in viewer[0].evaluate(OPEN, bare)[1]


def test_versions_are_pinned_and_the_lock_names_no_place():
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    kept = json.loads(lock)["packages"]
    assert {name: kept[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in facts for name, facts in kept.items() if name)
    assert "://" not in lock
