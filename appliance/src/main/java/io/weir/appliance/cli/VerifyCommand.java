package io.weir.appliance.cli;

import io.weir.config.WeirConfig;
import io.weir.storage.ReadOnlyStore;
import io.weir.storage.Verify;
import io.weir.storage.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** {@code weir verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks every document of a journal, or of all: checksum, content, and that none is missing.",
            "Works while the appliance runs. Ends with exit code 1 when damage is found."
        },
        footer = {
            "",
            "Examples:",
            "  weir verify",
            "  weir verify readings --format ndjson",
            "  weir verify readings --repair     with the appliance stopped"
        })
final class VerifyCommand implements Callable<Integer> {
    enum Format {
        text,
        ndjson
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A journal; default: all.")
    private @Nullable String name;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--repair",
            description = {
                "First record where the journal validly ends, which cuts off a torn tail.",
                "Never touches a good document. Needs a stopped appliance."
            })
    private boolean repair;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Override
    public Integer call() throws Exception {
        WeirConfig read = config.read();
        boolean sound = true;
        for (String journal : journals(read.dataDir())) {
            if (repair) {
                Verify.repair(read.dataDir(), journal)
                        .forEach(spec.commandLine().getErr()::println);
            }
            ProgressBar bar = new ProgressBar("verifying " + journal);
            VerifyReport report = Verify.journal(read.dataDir(), journal, bar::show);
            bar.clear();
            print(report);
            sound &= report.sound();
        }
        return sound ? ExitCode.OK : ExitCode.FAILED;
    }

    private Collection<String> journals(Path dataDir) {
        try (ReadOnlyStore store = ReadOnlyStore.open(dataDir)) {
            Set<String> known = store.journals();
            if (name == null) {
                return known;
            }
            if (!known.contains(name)) {
                throw CommandFailed.unknown("no journal '" + name + "'", name, known);
            }
            return List.of(name);
        }
    }

    private void print(VerifyReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case text -> text(report, out);
            case ndjson -> ndjson(report, out);
        }
        out.flush();
    }

    private static void text(VerifyReport report, PrintWriter out) {
        for (VerifyReport.Damage damage : report.damages()) {
            out.println(report.journal() + ":" + damage.afterSequence() + " " + damage.generation() + " byte "
                    + damage.offset() + ": " + damage.problem());
        }
        String read = report.rows() + " rows in " + report.documents() + " documents of " + report.generations()
                + " generations, up to sequence " + report.lastSequence();
        out.println(report.journal() + ": "
                + (report.sound()
                        ? "sound, " + read
                        : report.damaged() + " documents damaged or missing; sound: " + read));
    }

    /** One object for each damage, then one for the journal. */
    private static void ndjson(VerifyReport report, PrintWriter out) {
        StringWriter text = new StringWriter();
        for (VerifyReport.Damage damage : report.damages()) {
            try (JsonGenerator json = start(text, report.journal())) {
                json.writeStringProperty("generation", damage.generation());
                json.writeNumberProperty("after_sequence", damage.afterSequence());
                json.writeNumberProperty("byte", damage.offset());
                json.writeNumberProperty("documents", damage.documents());
                json.writeStringProperty("problem", damage.problem());
                json.writeEndObject();
            }
            text.write('\n');
        }
        try (JsonGenerator json = start(text, report.journal())) {
            json.writeBooleanProperty("sound", report.sound());
            json.writeNumberProperty("generations", report.generations());
            json.writeNumberProperty("documents", report.documents());
            json.writeNumberProperty("rows", report.rows());
            json.writeNumberProperty("bytes", report.bytes());
            json.writeNumberProperty("last_sequence", report.lastSequence());
            json.writeNumberProperty("damaged", report.damaged());
            json.writeEndObject();
        }
        text.write('\n');
        out.print(text);
    }

    private static JsonGenerator start(StringWriter text, String journal) {
        JsonGenerator json = Json.FACTORY.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), text);
        json.writeStartObject();
        json.writeStringProperty("journal", journal);
        return json;
    }

    /** Loaded when it is needed. */
    private static final class Json {
        static final JsonFactory FACTORY = new JsonFactory();
    }
}
