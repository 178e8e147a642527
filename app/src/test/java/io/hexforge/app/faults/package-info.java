/// A client that sees the bytes and two walls to break, for tests of what a client sees when a provider fails.
@NullMarked
package io.hexforge.app.faults;

import org.jspecify.annotations.NullMarked;
