package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodePolicyTest {

  @Test
  void labels_areTexts_andTextsLabels() {
    NodePolicy policy =
        NodePolicy.ANY.withLabel("zone", "b").withLabel("gpu", "").withLabel("zone", "a=1");
    assertThat(policy.labelTexts()).containsExactly("gpu", "zone=a=1");
    assertThat(NodePolicy.labelsOf(policy.labelTexts())).isEqualTo(policy.labels());
    assertThat(NodePolicy.labelsOf(List.of("gpu="))).isEqualTo(Map.of("gpu", ""));
  }

  @Test
  void whatNoFormCouldShow_isNoLabel() {
    for (String name : List.of("", "a b", "a,b", "a;b", "a=b", "a\u0000", "x".repeat(101))) {
      assertThatThrownBy(() -> NodePolicy.ANY.withLabel(name, ""))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> NodePolicy.ANY.withLabel("zone", "a b"))
        .hasMessageContaining("'zone=a b'");
    assertThatThrownBy(() -> NodePolicy.ANY.withLostAfter(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void engineThatIsAlone_runsWhatAsksForLabels() {
    try (Tempo tempo = Tempo.builder().handler("work", context -> {}).build().start()) {
      Job job = tempo.save(Job.named("job").task(Task.handler("work")).on("gpu", "").build());
      Run ended = tempo.run(job.id()).await(Duration.ofSeconds(30));
      assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    }
  }
}
