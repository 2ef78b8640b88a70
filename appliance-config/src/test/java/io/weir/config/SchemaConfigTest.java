package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig.SchemaOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the schemas of a stream's payloads are from. */
class SchemaConfigTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("press.avsc"), "\"long\"");
        Files.writeString(folder.resolve("plant.desc"), "");
        Files.writeString(folder.resolve("registry.secret"), "hush\n");
    }

    /** Reads it, prints it, and reads that again. */
    private DecodeConfig decode(String text) throws ConfigException {
        String file = BadConfigTest.resource("good.yaml").replace("    decode: json\n", "    decode: " + text + "\n");
        WeirConfig config = Configs.read(folder, file, Map.of("SECRET", "hush"));
        String printed = ConfigPrinter.effective(config);
        assertThat(config.toString() + printed).doesNotContain("hush");
        WeirConfig again = Configs.read(folder, printed, Map.of());
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(Location.class, Secret.class)
                .isEqualTo(config);
        return Configs.get(config.streams(), "press").payload().format();
    }

    private static RegistryConfig registry(DecodeConfig format) {
        return format.registry().orElseThrow();
    }

    @Test
    void shouldReadSchemasFromFiles() throws ConfigException {
        DecodeConfig.Avro avro = (DecodeConfig.Avro) decode("{ type: avro, schema_file: press.avsc }");
        assertThat(((SchemaOrigin.InFile) avro.schema()).file()).isEqualTo(folder.resolve("press.avsc"));
        assertThat(avro.registry()).isEmpty();
        DecodeConfig.Protobuf protobuf =
                (DecodeConfig.Protobuf) decode("{ type: protobuf, descriptor_file: plant.desc, message: plant.Press }");
        assertThat(((SchemaOrigin.InFile) protobuf.schema()).file()).isEqualTo(folder.resolve("plant.desc"));
        assertThat(protobuf.message()).contains("plant.Press");
    }

    @Test
    void shouldReadRegistries() throws ConfigException {
        RegistryConfig plain = registry(decode("{ type: avro, registry: { url: \"http://registry:8081\" } }"));
        assertThat(plain.url()).isEqualTo(URI.create("http://registry:8081"));
        assertThat(plain.credentials()).isEmpty();
        RegistryConfig full =
                registry(decode("{ type: protobuf, registry: { url: \"https://registry/v1\", username: me,"
                        + " password_file: registry.secret, tls: { verify_hostname: false } } }"));
        RegistryConfig.Credentials credentials = full.credentials().orElseThrow();
        assertThat(credentials.username()).isEqualTo("me");
        assertThat(credentials.password()).isInstanceOf(SecretSource.InFile.class);
        assertThat(full.tls().map(TlsConfig::verifyHostname)).isEqualTo(Optional.of(false));
        DecodeConfig json = decode(
                "{ type: json, registry: { url: \"http://registry:8081\", username: me, password: \"${SECRET}\" } }");
        assertThat(json.type()).isEqualTo("json");
        assertThat(registry(json).credentials()).isPresent();
    }
}
