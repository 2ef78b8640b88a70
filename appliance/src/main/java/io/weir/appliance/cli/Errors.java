package io.weir.appliance.cli;

import io.weir.appliance.ApplianceFailed;
import io.weir.appliance.query.QueryFailed;
import io.weir.appliance.serve.ApiException;
import io.weir.config.ConfigException;
import io.weir.config.Suggest;
import io.weir.storage.StorageException;
import java.io.PrintWriter;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says on standard error why a command ends, and chooses the exit code. A class, not two lambdas: JDK 17 leaves classes as
 * old as picocli's out of its archives if a lambda has them for its type.
 */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** A command that was understood has failed. A stack trace is for what nobody foresaw. */
    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) throws Exception {
        PrintWriter err = command.getErr();
        if (error instanceof ConfigException config) {
            config.problems().forEach(err::println);
            int n = config.problems().size();
            err.println(n == 1 ? "1 problem" : n + " problems");
            return ExitCode.CONFIG;
        }
        if (error instanceof StorageException
                || error instanceof ApiException
                || error instanceof ApplianceFailed
                || error instanceof QueryFailed
                || error instanceof CommandFailed) {
            err.println("weir: " + error.getMessage());
            return ExitCode.FAILED;
        }
        throw error;
    }

    /** A command line was not understood: one line, and where to read on. Without any command, the whole usage. */
    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println("weir: " + message(error));
        if (error instanceof NoCommand) {
            command.usage(err);
        } else {
            err.println("'" + name + " --help' shows how it is used");
        }
        return ExitCode.USAGE;
    }

    private static String message(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            CommandLine command = error.getCommandLine();
            String wrong = unmatched.getUnmatched().get(0);
            if (wrong.startsWith("-")) {
                return "there is no option " + wrong + Suggest.hint(optionName(wrong), optionNames(command));
            }
            if (!command.getSubcommands().isEmpty()) {
                return "there is no command '" + wrong + "'"
                        + Suggest.hint(wrong, command.getSubcommands().keySet());
            }
            return "'" + wrong + "' is one argument too many";
        }
        return String.valueOf(error.getMessage());
    }

    private static String optionName(String argument) {
        int value = argument.indexOf('=');
        return value < 0 ? argument : argument.substring(0, value);
    }

    private static Collection<String> optionNames(CommandLine command) {
        return command.getCommandSpec().optionsMap().keySet();
    }

    /** {@code weir} alone. */
    static final class NoCommand extends ParameterException {
        private static final long serialVersionUID = 1L;

        NoCommand(CommandLine line) {
            super(line, "which command?");
        }
    }
}
