package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Projects.File;
import io.hexforge.adapter.cli.Projects.Listed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "projects", description = "Projects and their files: list, create, show, files, export, import.")
final class ProjectsCommand {
    private ProjectsCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new ProjectsCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("create", new Create(installation, terminal))
                .addSubcommand("show", new Show(installation, terminal))
                .addSubcommand("files", new ShowFiles(installation, terminal))
                .addSubcommand("export", new Export(installation, terminal))
                .addSubcommand("import", new Import(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(name = "list", description = "Lists your projects, newest first.")
    private static final class ListAll extends ClientCommand {
        @Option(names = "--archived", description = "Those that were archived.")
        boolean archived;

        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Listed> found = hexforge.projects().list(archived);
            if (output.json) {
                output.writeJson(terminal, found);
                return;
            }
            Output.table(
                    terminal,
                    List.of("ID", "TITLE", "MODE", "STATUS", "CHANGED"),
                    found.stream()
                            .map(each -> List.of(each.id(), each.title(), each.mode(), each.status(), each.updatedAt()))
                            .toList());
        }
    }

    @Command(name = "create", description = "Makes a project.")
    private static final class Create extends ClientCommand {
        @Parameters(paramLabel = "TITLE")
        String title = "";

        @Option(names = "--description", paramLabel = "TEXT")
        String description = "";

        @Option(names = "--mode", paramLabel = "MODE", description = "builder or student. Default: builder.")
        String mode = "builder";

        Create(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Listed made = hexforge.projects().create(title, description, mode);
            if (output.json) {
                output.writeJson(terminal, made);
            } else {
                terminal.out().println(made.id());
            }
        }
    }

    /// A command about one project.
    private abstract static class OneProject extends ClientCommand {
        @Parameters(index = "0", paramLabel = "ID")
        String id = "";

        OneProject(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }
    }

    @Command(name = "show", description = "Shows a project.")
    private static final class Show extends OneProject {
        Show(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Listed project = hexforge.projects().show(id);
            if (output.json) {
                output.writeJson(terminal, project);
                return;
            }
            terminal.out().println(project.title());
            if (!project.description().isEmpty()) {
                terminal.out().println(project.description());
            }
            terminal.out().println(project.mode() + ", " + project.status() + ", changed " + project.updatedAt());
        }
    }

    @Command(name = "files", description = "Lists the files of a project, or prints one.")
    private static final class ShowFiles extends OneProject {
        @Parameters(index = "1", arity = "0..1", paramLabel = "PATH")
        @Nullable
        String path;

        ShowFiles(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            if (path != null) {
                terminal.write(hexforge.projects().content(id, path));
                return;
            }
            writeFiles(this, hexforge.projects().files(id));
        }
    }

    private static void writeFiles(ClientCommand command, List<File> files) {
        if (command.output.json) {
            command.output.writeJson(command.terminal, files);
            return;
        }
        Output.table(
                command.terminal,
                List.of("PATH", "BYTES", "LANGUAGE", "VERSION"),
                files.stream()
                        .map(file -> List.of(
                                file.path(),
                                Long.toString(file.size()),
                                String.valueOf(file.language()),
                                Long.toString(file.version())))
                        .toList());
    }

    @Command(name = "export", description = "Writes the files of a project into a ZIP archive.")
    private static final class Export extends OneProject {
        @Parameters(index = "1", paramLabel = "FILE.zip")
        Path file = Path.of("");

        Export(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Projects projects = hexforge.projects();
            String title = projects.show(id).title();
            try (OutputStream out = Files.newOutputStream(file)) {
                projects.exportTo(id, out);
            } catch (IOException e) {
                throw new CommandFailed(file + " cannot be written", e);
            }
            terminal.out().println(title + " is in " + file);
        }
    }

    @Command(name = "import", description = "Takes the files of a ZIP archive into a project: all of them, or none.")
    private static final class Import extends OneProject {
        @Parameters(index = "1", paramLabel = "FILE.zip")
        Path file = Path.of("");

        Import(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            writeFiles(this, hexforge.projects().importFrom(id, content()));
        }

        private byte[] content() {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new CommandFailed(file + " cannot be read", e);
            }
        }
    }
}
