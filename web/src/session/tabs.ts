/** What happened to the session in one tab, for the others: it is the whole browser's. */
export type SessionNews = 'began' | 'ended';

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('medadmin.session') : undefined;

export function tellOtherTabs(news: SessionNews): void {
  channel?.postMessage(news);
}

/** @returns how to stop it. */
export function onNewsFromOtherTabs(listener: (news: SessionNews) => void): () => void {
  const listen = ({ data }: MessageEvent<SessionNews>): void => listener(data);
  channel?.addEventListener('message', listen);
  return () => channel?.removeEventListener('message', listen);
}
