package dev.tempo.store.postgres.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that needs PostgreSQL's programs. Where there are none it is skipped; with {@code
 * TEMPO_POSTGRES_TESTS=required} it fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithPostgres.Condition.class)
public @interface WithPostgres {

  /** Looks for the programs. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (PostgresPrograms.find().isPresent()) {
        return ConditionEvaluationResult.enabled("PostgreSQL's programs are there");
      }
      String missing =
          "PostgreSQL's programs were not found: install Debian's package postgresql, or name their"
              + " directory in TEMPO_POSTGRES_BIN";
      if ("required".equals(System.getenv("TEMPO_POSTGRES_TESTS"))) {
        throw new IllegalStateException(missing);
      }
      return ConditionEvaluationResult.disabled(missing);
    }
  }
}
