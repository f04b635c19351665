package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The form for a run's parameters: all types, conditions along chains, many fields, the keyboard.
 */
final class ParameterFormTest extends AdminPageTest {
  private static final String ALL =
      """
      {'parameters':[
        {'name':'title','required':true,'min':3,'max':20,'group':{'en':'Texts','es':'Textos'},
         'description':{'en':'What it is called','es':'Cómo se llama'}},
        {'name':'notes','type':'text','group':{'en':'Texts','es':'Textos'}},
        {'name':'token','type':'secret','group':{'en':'Texts','es':'Textos'}},
        {'name':'mode','type':'select','default':'none','group':'Archive',
         'options':['none',{'value':'tar','label':{'en':'Tape archive','es':'Archivo de cinta'}},'zip']},
        {'name':'level','type':'int','default':5,'min':1,'max':9,'group':'Archive',
         'dependsOn':{'parameter':'mode','values':['tar','zip']}},
        {'name':'why','required':true,'group':'Archive',
         'dependsOn':{'parameter':'level','values':[9]}},
        {'name':'factor','type':'float'},
        {'name':'deep','type':'bool'},
        {'name':'depth','type':'int','dependsOn':'deep'},
        {'name':'days','type':'multiselect','passAs':'repeated',
         'options':[{'value':'mon','label':'Monday'},'tue','wed']},
        {'name':'since','type':'date'},
        {'name':'target','type':'path'},
        {'name':'input','type':'file'}]}
      """;

  private Locator field(String name) {
    return page.locator("dialog[open] [data-parameter=" + name + "]");
  }

  private String open(String name, String parameters) {
    String id = shellJob(admin, name, "for a in \"$@\"; do echo \"[$a]\"; done");
    admin.put("/api/jobs/" + id, parameters).status(200);
    page.navigate(server.url() + "/jobs/" + id);
    page.locator("#run-now").click();
    return id;
  }

  @Test
  void allTypes_areFilledIn_andChainsGoByWhatHolds() {
    String id = open("All", ALL);
    Locator dialog = page.locator("dialog[open]").first();
    assertThat(dialog.locator("legend").first()).hasText("Texts");
    assertThat(field("title")).containsText("What it is called");
    assertThat(field("level")).isHidden();
    assertThat(field("why")).isHidden();
    assertThat(field("depth")).isHidden();
    field("mode").locator("select").selectOption("Tape archive");
    assertThat(field("level")).isVisible();
    assertThat(field("why")).isHidden();
    field("level").locator("input").fill("9");
    assertThat(field("why")).isVisible();
    field("mode").locator("select").selectOption("none");
    assertThat(field("why")).isHidden();
    field("mode").locator("select").selectOption("zip");
    field("why").locator("input").fill("must be small");
    field("deep").locator("input").check();
    field("depth").locator("input").fill("3");
    field("title").locator("input").fill("Report");
    field("notes").locator("textarea").fill("one\ntwo");
    field("token").locator("input").fill("s3cret-of-a-form");
    field("factor").locator("input").fill("0.5");
    field("days").getByLabel("Monday").check();
    field("days").getByLabel("wed").check();
    field("since").locator("input").fill("2026-02-03");
    field("target").locator("input").fill("/srv/out");
    field("input")
        .locator("[data-upload]")
        .setInputFiles(
            new FilePayload("in.csv", "text/csv", "a,b".getBytes(StandardCharsets.UTF_8)));
    assertThat(field("input").locator("input[name]")).hasValue("uploads/in.csv");
    pictures("parameter-form");
    assertThat(Axe.serious(page)).isEmpty();
    dialog.locator("button.primary").last().click();
    assertThat(page.locator("tempo-log")).containsText("[--title]");
    assertThat(page.locator("tempo-log")).containsText("/uploads/in.csv]");
    JsonNode run = admin.get("/api/runs?job=" + id).data("runs").get(0).path("parameters");
    assertThat(run.path("days").textValue()).isEqualTo("mon,wed");
    assertThat(run.path("why").textValue()).isEqualTo("must be small");
    assertThat(run.path("token").textValue()).isEqualTo("***");

    page.navigate(server.url() + "/jobs/" + id);
    page.locator("#run-now").click();
    page.locator("dialog[open] button:text-is('As last time')").click();
    assertThat(field("title").locator("input")).hasValue("Report");
    assertThat(field("days").getByLabel("wed")).isChecked();
    assertThat(field("why").locator("input")).hasValue("must be small");
  }

  @Test
  void fortyParameters_areReachedByKeyboardAlone_andOnAPhone() {
    String many =
        IntStream.rangeClosed(1, 40)
            .mapToObj(i -> "{'name':'p" + i + "'" + (i == 40 ? ",'required':true" : "") + "}")
            .collect(Collectors.joining(","));
    page.setViewportSize(390, 800);
    String id = open("Many", "{'parameters':[" + many + "]}");
    requireNoSidewaysScrolling();
    field("p1").locator("input").focus();
    for (int i = 1; i < 40; i++) {
      page.keyboard().press("Tab");
    }
    page.keyboard().type("last");
    assertThat(field("p40").locator("input")).hasValue("last");
    picture("parameter-form-many-390");
    assertThat(page.locator("dialog[open] button.primary")).isInViewport();
    field("p1").locator("input").focus();
    assertThat(page.locator("dialog[open] button.primary")).isInViewport();
    picture("parameter-form-many-390-top");
    field("p40").locator("input").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("tempo-log")).containsText("[last]");
    assertThat(admin.get("/api/runs?job=" + id).data("runs")).hasSize(1);
  }

  @Test
  void editor_keepsWhatItDoesNotShow_andLimitsConditions() {
    String id = shellJob(admin, "Edit", "true");
    admin.put("/api/jobs/" + id, ALL).status(200);
    page.navigate(server.url() + "/jobs/" + id + "?tab=settings");
    Locator level = page.locator(".parameter").nth(4);
    level.locator("summary").click();
    assertThat(level.getByLabel("Asked for")).hasValue("mode");
    level.getByLabel("Only with these values of mode").fill("tar");
    page.locator(".parameter").nth(9).locator("summary").click();
    page.locator(".parameter").nth(9).getByLabel("Passed as").selectOption("--days a b");
    Locator mode = page.locator(".parameter").nth(3);
    mode.locator("summary").click();
    Locator tape =
        mode.getByRole(AriaRole.GROUP, new Locator.GetByRoleOptions().setName("Label of tar"));
    tape.getByLabel("French").fill("Archive sur bande");
    tape.getByLabel("French").press("Tab");
    mode.getByRole(AriaRole.TEXTBOX, new Locator.GetByRoleOptions().setName("Label of zip"))
        .fill("Zip file");
    mode.getByRole(AriaRole.TEXTBOX, new Locator.GetByRoleOptions().setName("Label of zip"))
        .press("Tab");
    page.locator(".parameter").nth(9).getByLabel("Description in several languages").click();
    Locator words =
        page.locator(".parameter")
            .nth(9)
            .getByRole(AriaRole.GROUP, new Locator.GetByRoleOptions().setName("Description"));
    words.getByLabel("Italian").fill("Quali giorni");
    words.getByLabel("Italian").press("Tab");
    pictures("parameter-texts");
    page.locator("#save-settings").click();
    assertThat(page.locator(".toast").first()).containsText("saved");
    JsonNode saved = admin.get("/api/jobs/" + id).data("parameters");
    assertThat(saved.at("/4/dependsOn/values").toString()).isEqualTo("[\"tar\"]");
    assertThat(saved.at("/3/options/1/label/es").textValue()).isEqualTo("Archivo de cinta");
    assertThat(saved.at("/3/options/1/label/fr").textValue()).isEqualTo("Archive sur bande");
    assertThat(saved.at("/9/description/it").textValue()).isEqualTo("Quali giorni");
    assertThat(saved.at("/0/description/es").textValue()).isEqualTo("Cómo se llama");
    assertThat(saved.at("/9/passAs").textValue()).isEqualTo("list");
  }
}
