/** The sentence that tells how a lock is made anew; what names no command is written as words. */
export function writeAgain(command: string): string {
  return `Write the lock again with ${command.startsWith("the tool") ? command : `\`${command}\``}.`;
}
