import time, uuid, pytest
from tests.workbench.conftest import *
from tests.workbench.visit.test_pages import told, at
@pytest.mark.django_db(transaction=True)
def test_time(child, clinician, client_of):
    c=client_of(clinician)
    for i in range(4):
        k=uuid.uuid4()
        t=time.perf_counter(); r=c.get(f"/children/{child.key}/visit/new/"); a=time.perf_counter()-t
        t=time.perf_counter(); c.post(at(child,k,"visit_keep"), {**told(child, tender__vertebra_t8="present", lab__crp="3", note="x"), "tab":"a","turn":"1"}); b=time.perf_counter()-t
        t=time.perf_counter(); r=c.post(at(child,k), {"act":"save", **told(child, tender__vertebra_t8="present", lab__crp="3", note="x")}); d=time.perf_counter()-t
        assert r.status_code==302
        t=time.perf_counter(); r=c.get(f"/children/{child.key}/entries/"); e=time.perf_counter()-t
        print(f"new {a*1e3:.0f} keep {b*1e3:.0f} save {d*1e3:.0f} entries {e*1e3:.0f} ms")
