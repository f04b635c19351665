package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import org.junit.jupiter.api.Test;

/** Two runs are told apart by what they ran with. */
final class RunCompareTest extends ServerTest {
  @Test
  void compare_tellsWhatChanged_sinceTheLastSuccess() {
    admin
        .post(
            "/api/jobs",
            "{'name':'Job','task':{'kind':'shell','content':'echo one\\n"
                + "true\\n"
                + "'},'timeoutSeconds':60,"
                + "'secretVariables':['TOKEN'],'environmentVariables':{'TOKEN':'hidden-word','PLACE':'plain-word','OLD':'x'},"
                + "'parameters':[{'name':'rows','type':'int'}]}")
        .status(201);
    String good =
        ended(
            admin.post("/api/jobs/job/run", "{'parameters':{'rows':1}}").data("runId").textValue());
    String same = ended(admin, "job");
    JsonNode only =
        admin.await("/api/runs/" + same + "/compare", any -> any.path("known").asBoolean()).data();
    assertThat(only.path("otherId").textValue()).isEqualTo(good);
    assertThat(only.path("known").booleanValue()).isTrue();
    assertThat(only.path("script").isNull()).isTrue();
    assertThat(only.path("changes").findValuesAsText("part")).containsExactly("parameter");
    assertThat(only.path("changes").get(0).path("kind").textValue()).isEqualTo("removed");
    assertThat(only.path("changes").get(0).path("before").textValue()).isEqualTo("1");

    admin
        .put(
            "/api/jobs/job",
            "{'task':{'content':'#!/bin/sh -u\\n"
                + "echo one\\n"
                + "false\\n"
                + "'},'timeoutSeconds':90,'limits':{'processes':50},"
                + "'environmentVariables':{'TOKEN':'other-hidden','PLACE':'other-plain','NEW':'y'}}")
        .status(200);
    String bad = ended(admin, "job");
    String path = "/api/runs/" + bad + "/compare?with=" + good;
    JsonNode all = admin.await(path, any -> any.path("known").asBoolean()).data();
    assertThat(all.path("script").path("from").intValue()).isEqualTo(1);
    assertThat(all.path("script").path("to").intValue()).isEqualTo(2);
    assertThat(all.path("script").path("added").intValue()).isEqualTo(2);
    assertThat(all.path("script").path("removed").intValue()).isEqualTo(1);
    assertThat(all.path("changes").toString())
        .contains(
            change("parameter", "rows", "removed", "'1'", "null"),
            change("variable", "NEW", "added", "null", "null"),
            change("variable", "OLD", "removed", "null", "null"),
            change("variable", "PLACE", "changed", "null", "null"),
            change("secret", "TOKEN", "changed", "null", "null"),
            change("setting", "limits.processes", "added", "null", "'50'"),
            change("setting", "timeoutSeconds", "changed", "'60'", "'90'"))
        .contains("'part':'interpreter'".replace('\'', '"'))
        .doesNotContain("word", "hidden");
    JsonNode back = admin.get("/api/runs/" + good + "/compare?with=" + bad).data();
    assertThat(back.path("script").path("added").intValue()).isEqualTo(1);
    admin.get("/api/runs/" + good + "/compare").problem(409, "CONFLICT");
    admin.get("/api/runs/" + good + "/compare?with=odd").invalid("with");
    admin
        .get("/api/runs/" + good + "/compare?with=01a1fd97-fd34-7682-948f-4fe378aecac3")
        .problem(404, "NOT_FOUND");
    ApiClient other = server.as(Role.OPERATOR);
    other.get("/api/runs/" + bad + "/compare").problem(404, "NOT_FOUND");
    String own = ended(other, "job");
    other.get("/api/runs/" + own + "/compare?with=" + good).problem(404, "NOT_FOUND");

    admin.put("/api/jobs/job", "{'requiredLevel':'admin'}").status(200);
    JsonNode closed = other.get("/api/runs/" + own + "/compare?with=" + own).status(200).data();
    assertThat(closed.path("known").booleanValue()).isFalse();
    admin.delete("/api/jobs/job").status(200);
    JsonNode gone = admin.get("/api/runs/" + bad + "/compare?with=" + good).status(200).data();
    assertThat(gone.path("known").booleanValue()).isFalse();
    assertThat(gone.path("changes").findValuesAsText("part")).containsExactly("parameter");
  }

  private static String change(String part, String name, String kind, String before, String after) {
    return "{'part':'%s','name':'%s','kind':'%s','before':%s,'after':%s}"
        .formatted(part, name, kind, before, after)
        .replace('\'', '"');
  }
}
