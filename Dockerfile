# The server as an image: `docker build -t medadmin .`, see "As an image" in docs/operating.md.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY web/src/api/package.json web/src/api/
RUN npm ci
COPY . .
RUN npm run build

FROM node:20-bookworm-slim AS libraries
WORKDIR /app
COPY package.json package-lock.json ./
COPY web/src/api/package.json web/src/api/
# Packages that are for developers come along if others could use them: npm leaves them out with all optional ones only.
RUN npm ci --omit=dev && rm -r node_modules/typescript

FROM node:20-bookworm-slim
WORKDIR /app
# All that is written goes to /data, so that the rest can be read-only.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data BACKUP_DIR=/data/backups
RUN mkdir /data && chown node:node /data
COPY --from=libraries /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Not npm, which would not pass SIGTERM on.
CMD ["node", "dist/bundle/main.js"]
