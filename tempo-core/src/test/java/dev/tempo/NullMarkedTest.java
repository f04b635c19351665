package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class NullMarkedTest {

  @Test
  void exportedPackages_areNullMarked() throws Exception {
    assertThat(ExportedPackages.ofAllModules())
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(Class.forName(name + ".package-info")).hasAnnotation(NullMarked.class));
  }
}
