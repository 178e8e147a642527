/// Use cases and in-process ports put together, for an application that embeds Hexforge.
@NullMarked
package io.hexforge.ports.embedded;

import org.jspecify.annotations.NullMarked;
