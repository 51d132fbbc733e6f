/** An object id of git in full: SHA-1, or SHA-256 in a repository of that format (git, "hash-function-transition"). */
export const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const isObjectId = (text: string): boolean => objectId.test(text);
