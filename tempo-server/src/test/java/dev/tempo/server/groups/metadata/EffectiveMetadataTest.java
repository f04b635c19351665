package dev.tempo.server.groups.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.groups.metadata.EffectiveMetadata.Around;
import dev.tempo.server.groups.metadata.EffectiveMetadata.Layers;
import dev.tempo.server.groups.metadata.EffectiveMetadata.Source;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EffectiveMetadataTest {
  private static final Map<MetadataField, List<String>> VALUES =
      Map.ofEntries(
          Map.entry(MetadataField.DISPLAY_NAME, List.of("{\"en\":\"a\"}", "{\"en\":\"b\"}")),
          Map.entry(MetadataField.DESCRIPTION, List.of("{\"en\":\"a\"}", "{\"es\":\"b\"}")),
          Map.entry(MetadataField.DESCRIPTION_LONG, List.of("{\"en\":\"a\"}", "{\"en\":\"b\"}")),
          Map.entry(MetadataField.REQUIRED_LEVEL, List.of("\"developer\"", "\"admin\"")),
          Map.entry(MetadataField.CATEGORY, List.of("\"a\"", "\"b\"")),
          Map.entry(MetadataField.TAGS, List.of("[\"a\"]", "[]")),
          Map.entry(MetadataField.PARAMETERS, List.of("[{\"name\":\"a\"}]", "[]")),
          Map.entry(MetadataField.EXECUTION_TIMEOUT, List.of("1", "2")),
          Map.entry(MetadataField.PREFERRED_PORT, List.of("5201", "5202")),
          Map.entry(MetadataField.AUTO_OPEN, List.of("true", "false")),
          Map.entry(MetadataField.REQUIRES_PARAMETERS, List.of("true", "false")),
          Map.entry(MetadataField.CONDA_ENVIRONMENT, List.of("\"a\"", "\"b\"")),
          Map.entry(MetadataField.REQUIREMENTS, List.of("[\"a\"]", "[\"b\"]")));

  /** Each field by itself: the first source that says something counts, whatever others say. */
  @Test
  void everyField_isTakenFromTheFirstSourceThatSaysSomething() {
    assertThat(VALUES).containsOnlyKeys(MetadataField.values());
    VALUES.forEach(
        (field, values) -> {
          MetadataLayer one = MetadataLayer.EMPTY.with(field, Examples.json(values.get(0)));
          MetadataLayer other = MetadataLayer.EMPTY.with(field, Examples.json(values.get(1)));
          assertIs(of(one, other, other), field, values.get(0), Source.EDITED);
          assertIs(of(other, one, one), field, values.get(1), Source.EDITED);
          assertIs(of(MetadataLayer.EMPTY, one, other), field, values.get(0), Source.JSON);
          assertIs(
              of(MetadataLayer.EMPTY, MetadataLayer.EMPTY, other),
              field,
              values.get(1),
              Source.HEADER);
          EffectiveMetadata none =
              of(MetadataLayer.EMPTY, MetadataLayer.EMPTY, MetadataLayer.EMPTY);
          assertThat(none.source(field)).isEqualTo(Source.DEFAULT);
        });
  }

  @Test
  void fieldsDoNotMix_andNothingIsLost() {
    MetadataLayer edited = MetadataLayer.EMPTY.with(MetadataField.TAGS, Examples.json("[\"e\"]"));
    MetadataLayer json =
        MetadataLayer.EMPTY
            .with(MetadataField.TAGS, Examples.json("[\"j\"]"))
            .with(MetadataField.CATEGORY, Examples.json("\"j\""));
    EffectiveMetadata effective = of(edited, json, MetadataLayer.EMPTY);
    assertIs(effective, MetadataField.TAGS, "[\"e\"]", Source.EDITED);
    assertIs(effective, MetadataField.CATEGORY, "\"j\"", Source.JSON);
    assertThat(MetadataLayer.ofJson(effective.layer().toJson())).isEqualTo(effective.layer());
  }

  @Test
  void level_isTheHigherOfScriptAndGroup() {
    for (Role group : Role.values()) {
      for (Role script : Role.values()) {
        MetadataLayer header =
            MetadataLayer.EMPTY.with(
                MetadataField.REQUIRED_LEVEL, Examples.json('"' + script.label() + '"'));
        EffectiveMetadata effective =
            EffectiveMetadata.of(
                new Layers(MetadataLayer.EMPTY, MetadataLayer.EMPTY, header, Optional.empty()),
                around(Optional.of(group), Optional.empty()));
        boolean own = script.atLeast(group);
        assertThat(effective.requiredLevel()).isEqualTo(own ? script : group);
        assertThat(effective.source(MetadataField.REQUIRED_LEVEL))
            .isEqualTo(own ? Source.HEADER : Source.GROUP);
      }
    }
  }

  @Test
  void group_givesWhatTheScriptDoesNotSay() {
    GroupMetadata group =
        new GroupMetadata(
            Map.of(),
            Map.of(),
            new GroupMetadata.Look("server", "system"),
            true,
            new GroupMetadata.Defaults(
                Optional.of(Role.OPERATOR), Optional.of("base"), Optional.of(300)));
    Layers nothing = layers(MetadataLayer.EMPTY, Optional.empty());
    EffectiveMetadata effective =
        EffectiveMetadata.of(nothing, new Around(group, Optional.of(List.of("rich")), 3600));
    assertIs(effective, MetadataField.REQUIRED_LEVEL, "\"operator\"", Source.GROUP);
    assertIs(effective, MetadataField.CONDA_ENVIRONMENT, "\"base\"", Source.GROUP);
    assertIs(effective, MetadataField.EXECUTION_TIMEOUT, "300", Source.GROUP);
    assertIs(effective, MetadataField.REQUIREMENTS, "[\"rich\"]", Source.GROUP);
    assertIs(effective, MetadataField.CATEGORY, "\"\"", Source.DEFAULT);
  }

  @Test
  void requirements_areThoseOfTheScriptItself_thenOfJson_thenOfTheGroup() {
    Around around = around(Optional.empty(), Optional.of(List.of("group")));
    MetadataLayer json =
        MetadataLayer.EMPTY.with(MetadataField.REQUIREMENTS, Examples.json("[\"json\"]"));
    EffectiveMetadata inline =
        EffectiveMetadata.of(layers(json, Optional.of(List.of("inline"))), around);
    assertIs(inline, MetadataField.REQUIREMENTS, "[\"inline\"]", Source.HEADER);
    EffectiveMetadata byJson = EffectiveMetadata.of(layers(json, Optional.empty()), around);
    assertIs(byJson, MetadataField.REQUIREMENTS, "[\"json\"]", Source.JSON);
    EffectiveMetadata byGroup =
        EffectiveMetadata.of(layers(MetadataLayer.EMPTY, Optional.empty()), around);
    assertIs(byGroup, MetadataField.REQUIREMENTS, "[\"group\"]", Source.GROUP);
  }

  private static void assertIs(
      EffectiveMetadata effective, MetadataField field, String value, Source source) {
    assertThat(effective.get(field).toString()).isEqualTo(Examples.json(value).toString());
    assertThat(effective.source(field)).isEqualTo(source);
  }

  private static EffectiveMetadata of(
      MetadataLayer edited, MetadataLayer json, MetadataLayer header) {
    return EffectiveMetadata.of(
        new Layers(edited, json, header, Optional.empty()),
        around(Optional.empty(), Optional.empty()));
  }

  private static Layers layers(MetadataLayer json, Optional<List<String>> inline) {
    return new Layers(MetadataLayer.EMPTY, json, MetadataLayer.EMPTY, inline);
  }

  private static Around around(Optional<Role> level, Optional<List<String>> requirements) {
    GroupMetadata group =
        new GroupMetadata(
            Map.of(),
            Map.of(),
            new GroupMetadata.Look("folder", ""),
            true,
            new GroupMetadata.Defaults(level, Optional.empty(), Optional.empty()));
    return new Around(group, requirements, 3600);
  }
}
