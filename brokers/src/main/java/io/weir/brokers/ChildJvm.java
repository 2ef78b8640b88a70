package io.weir.brokers;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a broker's JVM: this module's own classes, and the brokers' jars, which lie
 *
 * <ol>
 *   <li>in the directory that the system property {@value #LIB_PROPERTY} names, if it is set;
 *   <li>else in {@code lib} beside the code this class was loaded from: beside {@code target/classes} in a build, and
 *       beside the module's jar everywhere else.
 * </ol>
 */
final class ChildJvm {
    static final String LIB_PROPERTY = "weir.brokers.lib";

    private ChildJvm() {}

    /**
     * @param mainClass in the {@code child} package
     * @param memory options for the heap, for example {@code -Xmx384m}
     * @throws BrokerException when the brokers' jars are not there
     */
    static List<String> command(String mainClass, List<String> memory, String... arguments) {
        Path code = code();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Djava.awt.headless=true");
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dlogback.configurationFile=io/weir/brokers/child/logback.xml");
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-cp");
        command.add(code + File.pathSeparator + lib(code) + File.separator + "*");
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path lib(Path code) {
        String named = System.getProperty(LIB_PROPERTY);
        Path lib = named != null ? Path.of(named).toAbsolutePath() : code.resolveSibling("lib");
        if (!Files.isDirectory(lib)) {
            throw new BrokerException("the brokers' jars are not in " + lib
                    + ": build the brokers module (mvn process-classes), or name their directory with -D"
                    + LIB_PROPERTY);
        }
        return lib;
    }

    private static Path code() {
        CodeSource source = ChildJvm.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new BrokerException("cannot tell where the classes of the brokers module were loaded from");
        }
        try {
            return Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new BrokerException("cannot read " + source.getLocation() + " as a path", e);
        }
    }
}
