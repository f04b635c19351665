package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tempo.python.Interpreter;
import dev.tempo.python.Interpreters;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a missing module to a run that works, by one click: real pip, an index on loopback. */
final class MissingModulePageTest extends BrowserTest {
  private PackageIndex index;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    var found = Interpreters.ofThisMachine().newest();
    assumeThat(found).as("an interpreter of 3.8 or newer").isPresent();
    Interpreter python = found.orElseThrow();
    index = new PackageIndex(false).add(Wheel.of("alpha", "2.0"));
    Map<String, String> variables = new HashMap<>();
    variables.put("PATH", python.executable().getParent() + ":/usr/bin:/bin");
    variables.put("HOME", directory.resolve("home").toString());
    variables.put("PIP_NO_CACHE_DIR", "1");
    PythonOptions options =
        PythonOptions.DEFAULT.withPip(index.settings()).withVersion(python.version().toString());
    server =
        TestServer.startSetUp(directory, engine -> engine.environment(variables).python(options));
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {
    server.close();
    try {
      index.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void missingModule_isAddedByOneClick() {
    ApiClient admin = server.admin();
    String job =
        admin
            .post(
                "/api/jobs",
                "{'name':'Rates','task':{'kind':'python','content':'import"
                    + " alpha\\nprint(alpha.version)'}}")
            .status(201)
            .data("id")
            .textValue();
    String failed = ran(admin, job);
    page.navigate(server.url() + "/runs/" + failed);
    assertThat(page.locator("tempo-missing")).containsText("comes with the package alpha");
    pictures("run-missing");
    page.locator("#add-requirement").click();
    assertThat(page).not().hasURL(Pattern.compile(failed));
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
    assertThat(page.locator("tempo-log-view")).containsText("2.0");
  }
}
