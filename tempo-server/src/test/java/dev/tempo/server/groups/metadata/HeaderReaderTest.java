package dev.tempo.server.groups.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderReaderTest {
  private static final String FIELDS =
      """
      ScriptsManager Metadata:
      @description: Creates a backup
      @description_es: Crea una copia
      @display_name_pt-br: Cópia
      @required_level: admin
      @tags: system,maintenance
      @parameters: [
          {
            "name": "to",
            "type": "path"
          }
      ]
      @execution_timeout: 3600
      """;

  /** The header that the application which Tempo takes over from documents, to the byte. */
  @Test
  void documentedHeader_isReadWhole_asItStands() throws IOException {
    ScriptHeader read =
        HeaderReader.read("backup_system.py", Examples.text("backup_system.py.txt"));
    assertThat(read.warnings()).isEmpty();
    assertDocumented(read);
  }

  @Test
  void documentedHeader_overManyLines_isTheSame() throws IOException {
    String lines =
        Examples.text("backup_system.py.txt")
            .replaceAll(" (@[a-z_]+:)", "\n$1")
            .replace(" { ", "\n  {\n    ")
            .replace("\", \"", "\",\n    \"");
    ScriptHeader read = HeaderReader.read("backup_system.py", lines);
    assertThat(read.warnings()).isEmpty();
    assertDocumented(read);
  }

  private static void assertDocumented(ScriptHeader read) {
    assertThat(Examples.json(read.layer()))
        .isEqualTo(
            Examples.json(
                """
                {"description":{
                   "en":"Creates a complete system backup with compression options",
                   "es":"Crea una copia de seguridad completa del sistema con opciones de compresión",
                   "it":"Crea un backup completo del sistema con opzioni di compressione",
                   "fr":"Crée une sauvegarde complète du système avec options de compression"},
                 "descriptionLong":{
                   "en":"docs/backup_system.md",
                   "es":"docs/backup_system_es.md",
                   "it":"docs/backup_system_it.md",
                   "fr":"docs/backup_system_fr.md"},
                 "requiredLevel":"admin",
                 "category":"backup",
                 "tags":["system","maintenance","storage"],
                 "parameters":[
                   {"name":"destination","type":"path","required":true,
                    "description":"Backup destination directory"},
                   {"name":"compression","type":"select","options":["none","gzip","bzip2"],
                    "default":"gzip"}],
                 "executionTimeoutSeconds":3600,
                 "preferredPort":5200}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"\"\nTEXT\"\"\"\n",
        "'''TEXT'''\n",
        "r\"\"\"\nAbout this.\n\nTEXT\"\"\"\nprint(1)\n",
        "#!/usr/bin/env python3\n# a \"quote\" and it's one\n'''\nTEXT'''\n",
        "from __future__ import annotations\n\"\"\"\nTEXT\"\"\"\n",
        "x = 'it\\'s'\n\"\"\"\nTEXT\"\"\"\n"
      })
  void field_isFound_inAStringWithAnyQuotes(String script) {
    assertFields(HeaderReader.read("x.py", script.replace("TEXT", FIELDS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.py", "x.sh"})
  void field_isFound_inAComment(String file) {
    String comment = FIELDS.lines().map(line -> "# " + line + "\n").reduce("", String::concat);
    String before = file.endsWith(".sh") ? "#!/bin/sh\n\necho 'don''t'\n" : "import os\n\n";
    assertFields(HeaderReader.read(file, before + comment + "echo 1 # @category: no\n"));
    assertFields(HeaderReader.read(file, comment.replace("# ", "#")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "\n"})
  void lineEnds_doNotMatter(String end) {
    String script = "'''\n" + FIELDS + "'''\n";
    assertFields(HeaderReader.read("x.py", script.replace("\n", end)));
  }

  private static void assertFields(ScriptHeader read) {
    assertThat(read.warnings()).isEmpty();
    JsonNode json = read.layer().toJson();
    assertThat(json.path("description").path("en").textValue()).isEqualTo("Creates a backup");
    assertThat(json.path("description").path("es").textValue()).isEqualTo("Crea una copia");
    assertThat(json.path("displayName").path("pt-BR").textValue()).isEqualTo("Cópia");
    assertThat(json.path("requiredLevel").textValue()).isEqualTo("admin");
    assertThat(json.path("tags")).hasSize(2);
    assertThat(json.path("parameters").get(0).path("name").textValue()).isEqualTo("to");
    assertThat(json.path("executionTimeoutSeconds").intValue()).isEqualTo(3600);
    assertThat(json).hasSize(6);
  }

  @Test
  void everyField_mayStandInAHeader() {
    ScriptHeader read =
        HeaderReader.read(
            "x.sh",
            """
            # ScriptsManager Metadata:
            # @display_name: {"en": "Heat", "fr": "Chaleur"}
            # @description: goes on
            #   in the next line
            #   and the one after
            # @auto_open_interface: true
            # @requires_parameters: FALSE
            # @conda_environment: science
            # @requirements: ["requests<3",
            #   "rich"]
            """);
    assertThat(read.warnings()).isEmpty();
    assertThat(Examples.json(read.layer()))
        .isEqualTo(
            Examples.json(
                """
                {"displayName":{"en":"Heat","fr":"Chaleur"},
                 "description":{"en":"goes on in the next line and the one after"},
                 "autoOpen":true,"requiresParameters":false,"condaEnvironment":"science",
                 "requirements":["requests<3","rich"]}
                """));
  }

  @Test
  void whatIsWrong_isToldWithItsLine_andHidesNothingElse() {
    ScriptHeader read =
        HeaderReader.read(
            "bad.py",
            """
            #!/usr/bin/env python3
            '''
            ScriptsManager Metadata:
            @required_level: boss
            @parameters: [{"name": "a"},
              {"name": "1"}
            @colour: red
            @execution_timeout: soon
            @tags: fine,not fine
            @description_long: ../../etc/passwd
            @flask_port: 70000
            @auto_open_interface: perhaps
            @requirements: ["===="]
            @category: kept
            '''
            """);
    assertThat(Examples.json(read.layer()))
        .isEqualTo(Examples.json("{\"category\":\"kept\",\"tags\":[\"fine\"]}"));
    assertThat(places(read))
        .containsExactlyInAnyOrder(
            "4 requiredLevel api.metadata.notLevel",
            "5 parameters api.metadata.unclosedJson",
            "7 colour api.metadata.unknownField",
            "8 executionTimeoutSeconds api.metadata.notWhole",
            "9 tags api.metadata.notTag",
            "10 descriptionLong api.metadata.notPath",
            "11 preferredPort api.metadata.notWhole",
            "12 autoOpen api.metadata.notFlag",
            "13 requirements api.metadata.badRequirement");
    assertThat(read.warnings()).allMatch(warning -> warning.file().equals("bad.py"));
  }

  @Test
  void parameterThatIsWrong_isLeftOut_withTheLineOnWhichItStands() {
    ScriptHeader read =
        HeaderReader.read(
            "x.py",
            """
            '''ScriptsManager Metadata:
            @parameters: [
              {"name": "a", "type": "int", "default": 4},
              {"name": "b", "type": "colour"},
              {"name": "a"},
              {"name": "c", "color": 1, "description": {"en": "C", "x": 1}},
              7
            ]
            @tags: here
            '''
            """);
    assertThat(Examples.json(read.layer()))
        .isEqualTo(
            Examples.json(
                """
                {"tags":["here"],
                 "parameters":[{"name":"a","type":"int","default":4},
                               {"name":"c","description":{"en":"C"}}]}
                """));
    assertThat(places(read))
        .containsExactlyInAnyOrder(
            "4 parameters[1] api.metadata.badParameter",
            "5 parameters[2] api.metadata.sameParameter",
            "6 parameters[3].color api.metadata.unknownField",
            "6 parameters[3].description api.metadata.notLanguage",
            "7 parameters[4] api.metadata.notObject");
  }

  @Test
  void conditionThatLeadsNowhere_isPassedOver_andTheParameterIsKept() {
    ScriptHeader read =
        HeaderReader.read(
            "x.py",
            """
            '''ScriptsManager Metadata:
            @parameters: [
              {"name": "a", "dependsOn": "absent"},
              {"name": "b", "dependsOn": "c"},
              {"name": "c", "dependsOn":
                 "b"},
              {"name": "d", "type": "select", "options": ["x"]},
              {"name": "d"},
              {"name": "e", "dependsOn": {"parameter": "d", "values": ["y"]}},
              {"name": "f", "dependsOn": {"parameter": "d", "values": ["x"]}}
            ]
            '''
            """);
    assertThat(Examples.json(read.layer()))
        .isEqualTo(
            Examples.json(
                """
                {"parameters":[{"name":"a"},{"name":"b"},{"name":"c"},
                               {"name":"d","type":"select","options":["x"]},{"name":"e"},
                               {"name":"f","dependsOn":{"parameter":"d","values":["x"]}}]}
                """));
    assertThat(places(read))
        .containsExactlyInAnyOrder(
            "3 parameters[0].dependsOn api.parameter.dependsOnUnknown",
            "4 parameters[1].dependsOn api.parameter.dependsOnCircle",
            "5 parameters[2].dependsOn api.parameter.dependsOnCircle",
            "8 parameters[4] api.metadata.sameParameter",
            "9 parameters[5].dependsOn api.parameter.dependsOnValue");
  }

  @Test
  void jsonThatIsWrong_isToldWithItsOwnLine() {
    ScriptHeader read =
        HeaderReader.read(
            "x.sh",
            """
            # ScriptsManager Metadata:
            # @parameters: [
            #   {"name": "a"
            #    "type": "int"}
            # ]
            # @category: kept
            """);
    assertThat(Examples.json(read.layer())).isEqualTo(Examples.json("{\"category\":\"kept\"}"));
    assertThat(places(read)).containsExactly("4 parameters api.metadata.notJson");
  }

  @Test
  void fieldTwice_isToldAndTheLastOneCounts() {
    ScriptHeader read =
        HeaderReader.read(
            "x.sh",
            "# ScriptsManager Metadata:\n# @category: a\n# @category: b\n# @description: a\n"
                + "# @description: b\n");
    assertThat(read.layer().get(MetadataField.CATEGORY).orElseThrow().textValue()).isEqualTo("b");
    assertThat(places(read))
        .containsExactly("3 category api.metadata.twice", "5 description api.metadata.twice");
  }

  @Test
  void whatLiesBeyond64KiB_isNotRead() {
    String far = "#" + " ".repeat(HeaderReader.LIMIT) + "\n'''" + FIELDS + "'''";
    assertThat(HeaderReader.read("x.py", far)).isEqualTo(ScriptHeader.NONE);
    String begun = "'''" + FIELDS + "x".repeat(HeaderReader.LIMIT) + "'''";
    ScriptHeader read = HeaderReader.read("x.py", begun);
    assertThat(Examples.json(read.layer())).hasSize(6);
    assertThat(places(read)).containsExactly("1 - api.metadata.cutOff");
    ScriptHeader open = HeaderReader.read("x.py", "\n'''" + FIELDS);
    assertThat(open.layer().toJson()).hasSize(6);
    assertThat(places(open)).containsExactly("2 - api.metadata.unclosedBlock");
  }

  @Test
  void scriptWithoutAHeader_saysNothing() {
    assertThat(HeaderReader.read("x.py", "")).isEqualTo(ScriptHeader.NONE);
    assertThat(HeaderReader.read("x.py", "x = 'ScriptsManager Metadata'\n@dataclass\n"))
        .isEqualTo(ScriptHeader.NONE);
    assertThat(HeaderReader.read("x.sh", "echo 'ScriptsManager Metadata:'\n# @category: c"))
        .isEqualTo(ScriptHeader.NONE);
  }

  @Test
  void block_ofRequirements_standsBeside() {
    ScriptHeader read =
        HeaderReader.read(
            "x.py",
            """
            # /// script
            # dependencies = ["requests<3"]
            # ///
            # ScriptsManager Metadata:
            # @category: net
            """);
    assertThat(Examples.json(read.layer())).isEqualTo(Examples.json("{\"category\":\"net\"}"));
  }

  @Test
  void encoding_isTheOneThatTheScriptNames_orUtf8_orLatin1WithAWarning() {
    byte[] latin = "'''é'''".getBytes(StandardCharsets.ISO_8859_1);
    DecodedScript unnamed = DecodedScript.of("x.py", latin);
    assertThat(unnamed.text()).isEqualTo("'''é'''");
    assertThat(unnamed.warnings())
        .extracting(warning -> warning.message().code())
        .containsExactly("api.metadata.notEncoded");
    for (String name : List.of("latin-1", "iso-8859-15", "cp1252", "Latin_1")) {
      String head = "#!/usr/bin/python3\n# -*- coding: " + name + " -*-\n";
      DecodedScript named =
          DecodedScript.of("x.py", (head + "'''é'''").getBytes(StandardCharsets.ISO_8859_1));
      assertThat(named.text()).isEqualTo(head + "'''é'''");
      assertThat(named.warnings()).isEmpty();
    }
    DecodedScript unknown =
        DecodedScript.of("x.py", "\n# coding: klingon\né".getBytes(StandardCharsets.UTF_8));
    assertThat(unknown.text()).endsWith("é");
    assertThat(unknown.warnings().getFirst().line()).isEqualTo(OptionalInt.of(2));
    DecodedScript marked =
        DecodedScript.of("x.py", "\uFEFF'''é'''".getBytes(StandardCharsets.UTF_8));
    assertThat(marked).isEqualTo(new DecodedScript("'''é'''", List.of()));
    assertThat(DecodedScript.isBinary(new byte[] {'a', 0, 'b'})).isTrue();
  }

  private static List<String> places(ScriptHeader read) {
    return read.warnings().stream().map(Examples::place).toList();
  }
}
