package io.hexforge.adapter.cli;

import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/// Understands a command line and runs its command. Exit status: 0 for success, 1 for failure, 2 for wrong
/// usage.
public final class CommandLineApp {
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;

    private final CommandLine commands;
    private final Terminal terminal;

    public CommandLineApp(Installation installation, Terminal terminal) {
        this.terminal = terminal;
        commands = new CommandLine(new Root());
        commands.addSubcommand("serve", new ServeCommand(installation, terminal))
                .addSubcommand("work", new WorkCommand(installation, terminal))
                .addSubcommand("chat", new ChatCommand(installation, terminal))
                .addSubcommand("models", new ModelsCommand(installation, terminal))
                .addSubcommand("route", RouteCommand.with(installation, terminal))
                .addSubcommand("providers", ProvidersCommand.with(installation, terminal))
                .addSubcommand("keys", KeysCommand.with(installation, terminal))
                .addSubcommand("prices", PricesCommand.with(installation, terminal))
                .addSubcommand("flags", FlagsCommand.with(installation, terminal))
                .addSubcommand("budgets", BudgetsCommand.with(installation, terminal))
                .addSubcommand("embed", new EmbedCommand(installation, terminal))
                .addSubcommand("usage", new UsageCommand(installation, terminal))
                .addSubcommand("users", UsersCommand.with(installation, terminal))
                .addSubcommand("invites", InvitesCommand.with(installation, terminal))
                .addSubcommand("projects", ProjectsCommand.with(installation, terminal))
                .addSubcommand("login", new LoginCommand(installation, terminal))
                .addSubcommand("logout", new LogoutCommand(installation, terminal))
                .addSubcommand("whoami", new WhoAmICommand(installation, terminal))
                .addSubcommand("sessions", SessionsCommand.with(installation, terminal))
                .addSubcommand("jobs", JobsCommand.with(installation, terminal))
                .addSubcommand("audit", AuditCommand.with(installation, terminal))
                .addSubcommand("auth", AuthCommand.with(installation, terminal))
                .addSubcommand("config", new ConfigCommand(installation, terminal))
                .addSubcommand("doctor", new DoctorCommand(installation, terminal))
                .addSubcommand("backup", new BackupCommand(installation, terminal))
                .addSubcommand("restore", new RestoreCommand(installation, terminal))
                .addSubcommand("rotate-key", new RotateKeyCommand(installation, terminal))
                .addSubcommand("version", new VersionCommand(installation, terminal))
                .addSubcommand("help", new HelpCommand());
        commands.setOut(terminal.out());
        commands.setErr(terminal.err());
        commands.setExecutionExceptionHandler((problem, command, parsed) -> failed(problem));
        commands.setParameterExceptionHandler((problem, arguments) -> misused(problem));
    }

    /// {@return the exit status}
    public int run(String... arguments) {
        int status = commands.execute(arguments);
        terminal.out().flush();
        terminal.err().flush();
        return status;
    }

    private int failed(Exception problem) throws Exception {
        if (problem instanceof CommandFailed failure) {
            terminal.err().println("hexforge: " + failure.getMessage());
            return FAILED;
        }
        throw problem;
    }

    private int misused(ParameterException problem) {
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println("hexforge: " + problem.getMessage() + " (see: " + command + " --help)");
        return WRONG_USAGE;
    }
}
