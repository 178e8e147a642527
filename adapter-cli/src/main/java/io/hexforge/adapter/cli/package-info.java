/// The command line. Commands drive [io.hexforge.adapter.cli.Hexforge], which is either this process or a server
/// somewhere else, and [io.hexforge.adapter.cli.Installation], the program around them.
@NullMarked
package io.hexforge.adapter.cli;

import org.jspecify.annotations.NullMarked;
