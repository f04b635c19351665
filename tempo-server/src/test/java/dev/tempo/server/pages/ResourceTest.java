package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What pages load again while it is still loading, or has just been changed. */
final class ResourceTest extends BrowserTest {
  /** Each request is answered when the scenario says so: {@code answers[n](data)}. */
  private static final String SCENARIOS =
      """
      async () => {
        const nothing = null;
        const events = { on: () => () => {} };
        const { errorState, loading } = {};
        /* the module */
        const loaded = () => {
          const answers = [];
          const load = (signal) => new Promise((resolve, reject) => {
            answers.push(resolve);
            signal.addEventListener('abort', () => reject(signal.reason));
          });
          const resource = new Resource({ addController() {}, requestUpdate() {} }, load, { lazy: true });
          return { answers, resource };
        };
        const turn = () => new Promise((resolve) => setTimeout(resolve));
        const said = [];

        const superseded = loaded();
        const seen = superseded.resource.refresh().then(() => superseded.resource.data);
        superseded.resource.refresh();
        superseded.answers[0]('older');
        await turn();
        superseded.answers[1]('newer');
        said.push(`who waits sees ${await seen}`);

        const replaced = loaded();
        replaced.resource.refresh();
        replaced.resource.replace('saved');
        replaced.answers[0]('older');
        await turn();
        said.push(`a save shows ${replaced.resource.data}`);
        replaced.answers[1]('newest');
        await turn();
        said.push(`then ${replaced.resource.data}`);
        replaced.resource.replace('saved again');
        await turn();
        said.push(`${replaced.answers.length} requests`);
        return said;
      }\
      """;

  @Override
  void stop() {}

  @Test
  void whoWaits_hasWhatWasAskedForLast_andASaveIsNotOverwrittenByWhatWasAskedForBefore()
      throws IOException {
    openWindow();
    assertThat(page.evaluate(SCENARIOS.replace("/* the module */", module())))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactly("who waits sees newer", "a save shows saved", "then newest", "2 requests");
  }

  /** The module without what it needs of others, as bundles have no modules to import. */
  private static String module() throws IOException {
    try (InputStream in =
        ResourceTest.class.getResourceAsStream("/META-INF/ui/app/components/resource.js")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replaceAll("(?m)^import .*$", "").replace("export class", "class");
    }
  }
}
