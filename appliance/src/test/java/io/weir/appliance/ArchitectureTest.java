package io.weir.appliance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The picture in the design, as rules. */
class ArchitectureTest {
    private static final JavaClasses WEIR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.weir");

    @Test
    void shouldReallyHaveLoadedEveryModule() {
        for (String module : new String[] {"model", "config", "ingest", "processing", "storage", "appliance"}) {
            assertThat(WEIR.stream()
                            .filter(c -> c.getPackageName().startsWith("io.weir." + module))
                            .count())
                    .as("classes of %s", module)
                    .isGreaterThan(5);
        }
    }

    @Test
    void shouldKeepTheStagesApart() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.weir..")
                .layer("model")
                .definedBy("io.weir.model..")
                .layer("config")
                .definedBy("io.weir.config..")
                .layer("ingest")
                .definedBy("io.weir.ingest..")
                .layer("processing")
                .definedBy("io.weir.processing..")
                .layer("storage")
                .definedBy("io.weir.storage..")
                .layer("appliance")
                .definedBy("io.weir.appliance..")
                .whereLayer("appliance")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("ingest")
                .mayOnlyBeAccessedByLayers("appliance")
                .whereLayer("processing")
                .mayOnlyBeAccessedByLayers("appliance")
                .whereLayer("storage")
                .mayOnlyBeAccessedByLayers("appliance")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("ingest", "processing", "storage", "appliance")
                .check(WEIR);
    }

    @ParameterizedTest
    @CsvSource({
        "org.eclipse.paho.., io.weir.ingest.mqtt..",
        "org.apache.kafka.., io.weir.ingest.kafka..",
        "net.openhft.., io.weir.storage.chronicle..",
        "org.snakeyaml.., io.weir.config.yaml..",
        "reactor.netty.., io.weir.appliance.serve..;io.weir.ingest.http..",
        "io.netty.., io.weir.appliance.serve..;io.weir.ingest.http..",
        "com.datadoghq.., io.weir.processing.aggregate..",
        "com.github.luben.., io.weir.ingest.envelope..",
        "java.sql.., io.weir.ingest.file..;io.weir.appliance.query..",
        "org.duckdb.., io.weir.appliance.query..",
        "org.apache.avro.., io.weir.ingest.avro..",
        "com.google.protobuf.., io.weir.ingest.protobuf..;io.weir.ingest.sparkplug.."
    })
    void shouldImportEachClientLibraryWhereItBelongs(String library, String homes) {
        String[] packages = homes.split(";");
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .and()
                .resideOutsideOfPackage("io.weir.brokers..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(WEIR);
        // A rule about a package that has moved would hold for ever.
        for (String home : packages) {
            String prefix = home.replace("..", "");
            assertThat(WEIR.stream().anyMatch(c -> c.getPackageName().startsWith(prefix)))
                    .as("classes in %s", home)
                    .isTrue();
        }
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("io.weir.(*)..").should().beFreeOfCycles().check(WEIR);
    }
}
