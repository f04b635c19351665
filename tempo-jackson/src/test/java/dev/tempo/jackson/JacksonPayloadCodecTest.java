package dev.tempo.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.tempo.Job;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** JSON as payloads and results of real runs. */
class JacksonPayloadCodecTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final Duration NO_TIME = Duration.ZERO;

  private final JacksonPayloadCodec codec = new JacksonPayloadCodec();
  private final Tempo tempo =
      Tempo.builder()
          .timeSource(VirtualClock.at(NOON))
          .payloadCodec(codec)
          .handler(
              "bill",
              Order.class,
              (context, order) ->
                  context.result(new Bill(order.customer(), order.items().size(), context.now())))
          .build()
          .start();

  /** What is given. */
  record Order(String customer, List<String> items, int rebate, Duration within) {}

  /** What is handed over. */
  record Bill(String customer, int positions, Instant at) {}

  /** As a later version may have it. */
  record NewOrder(
      String customer, List<String> items, int rebate, Duration within, Map<String, String> more) {}

  /** What no JSON can hold. */
  static final class Knot {
    /** Itself. */
    public Knot getKnot() {
      return this;
    }
  }

  @AfterEach
  void close() {
    tempo.close();
  }

  private static Order order(String customer) {
    return new Order(customer, List.of("a", "é\"\n"), 5, Duration.ofMinutes(90));
  }

  @Test
  void payloadAndResult_areReadAsTheyWere() {
    Job job = tempo.save(Job.named("Bill").task(Task.handler("bill", order("by job"))).build());
    RunHandle run = tempo.run(job.id());
    assertThat(run.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(run.result(Bill.class)).contains(new Bill("by job", 2, NOON));
    RunHandle own = tempo.run(job.id(), RunOptions.DEFAULT.withPayload(order("by run")));
    assertThat(tempo.result(own.id(), Bill.class)).contains(new Bill("by run", 2, NOON));
    assertThat(own.result(JsonNode.class).orElseThrow().get("at").asText())
        .isEqualTo("2026-03-28T12:00:00Z");
  }

  @Test
  void payloadThatIsWrong_isRefusedWhenItIsSaved() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> tempo.save(Job.named("j").task(Task.handler("bill", List.of("x"))).build()))
        .withMessageContaining("The payload of the job 'j' must be a " + Order.class.getName());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> tempo.save(Job.named("j").task(Task.handler("other", new Knot())).build()))
        .withMessageContaining("cannot be encoded: ");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                tempo.save(
                    Job.named("j")
                        .task(Task.handler("bill"))
                        .trigger(Trigger.every(Duration.ofMinutes(1)))
                        .build()))
        .withMessageContaining("its triggers have none to give");
    assertThat(tempo.findJobByKey("j")).isEmpty();
  }

  @Test
  void version_readsWhatOthersWrote() throws Exception {
    NewOrder newer =
        new NewOrder("c", List.of(), 1, Duration.ofSeconds(3), Map.of("channel", "web"));
    assertThat(codec.decode(codec.encode(newer), Order.class))
        .isEqualTo(new Order("c", List.of(), 1, Duration.ofSeconds(3)));
    NewOrder older = codec.decode(codec.encode(order("c")), NewOrder.class);
    assertThat(older.more()).isNull();
    assertThat(older.within()).isEqualTo(Duration.ofMinutes(90));
  }

  @Test
  void textThatIsNone_isRefused() {
    assertThatThrownBy(() -> codec.decode("{\"customer\":\"c\",\"rebate\":null}", Order.class))
        .isInstanceOf(MismatchedInputException.class);
    assertThatThrownBy(() -> codec.decode("{} {}", JsonNode.class))
        .isInstanceOf(MismatchedInputException.class);
    assertThatThrownBy(() -> codec.decode("null", Order.class))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void mapperOfTheProgram_isUsed() throws Exception {
    JacksonPayloadCodec strict = new JacksonPayloadCodec(new ObjectMapper());
    assertThatThrownBy(() -> strict.decode("{\"no\":1}", Bill.class))
        .isInstanceOf(MismatchedInputException.class);
    assertThat(strict.encode(Map.of("a", 1))).isEqualTo("{\"a\":1}");
  }
}
